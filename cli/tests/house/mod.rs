//! A folder with a gate's keys and its reviewers', in which customers are decided about.
#![allow(dead_code, reason = "each test takes a part")]

use crate::{private, schema};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A path of the test data.
pub(crate) fn testdata(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata").join(name)
}

/// A house with the made keys of the gate and of the reviewers, which nobody else may read.
pub(crate) struct House(tempfile::TempDir);

impl House {
    /// An empty one.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        private::keys(&testdata("permits/keys"), &folder.path().join("keys"));
        private::keys(&testdata("reviewers"), &folder.path().join("reviewers"));
        Self(folder)
    }

    /// A path in it.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Runs the command in it.
    pub(crate) fn run(&self, passphrase: &str, words: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tidegate"));
        // Words stay on their lines, whatever width the caller's terminal tells.
        command.env("TIDEGATE_PASSPHRASE", passphrase).env_remove("COLUMNS");
        command.args(words).current_dir(self.0.path()).output().unwrap()
    }

    /// The words that decide about an application.
    pub(crate) fn words(application: &Path, at: &str, more: &[&str]) -> Vec<String> {
        let text = |it: PathBuf| it.display().to_string();
        let words = [
            "onboard".to_owned(),
            application.display().to_string(),
            "--policy".into(),
            text(testdata("policies/kyc")),
            "--anchors".into(),
            text(testdata("anchors")),
            "--list".into(),
            text(testdata("lists/own.csv")),
            "--keys".into(),
            "keys".into(),
            "--journal".into(),
            "journal".into(),
            "--at".into(),
            format!("2026-03-01T10:{at}Z"),
        ];
        words.into_iter().chain(more.iter().map(|it| (*it).to_owned())).collect()
    }

    /// A copy of the worked policy's folder in it, with other words in the policy.
    pub(crate) fn policy(&self, change: impl Fn(String) -> String) -> PathBuf {
        let folder = self.path("policy");
        std::fs::create_dir_all(&folder).unwrap();
        for (path, bytes) in private::files(&testdata("policies/kyc")) {
            std::fs::write(folder.join(path.file_name().unwrap()), bytes).unwrap();
        }
        let path = folder.join("policy.toml");
        std::fs::write(&path, change(std::fs::read_to_string(&path).unwrap())).unwrap();
        folder
    }

    /// Decides by the policy of another folder.
    pub(crate) fn onboard_by(&self, policy: &Path, application: &Path, at: &str) -> Value {
        let mut words = Self::words(application, at, &["--as", "json"]);
        let of_policy = words.iter().position(|it| it == "--policy").unwrap() + 1;
        words[of_policy] = policy.display().to_string();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        object(&self.run(private::PASSPHRASE, &words), "decision")
    }

    /// Decides about an application, in the tenth hour.
    pub(crate) fn onboard_with(&self, application: &Path, at: &str, more: &[&str]) -> Output {
        let words = Self::words(application, at, more);
        self.run(private::PASSPHRASE, &words.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// Decides about a worked application: the decision, and the exit code.
    pub(crate) fn onboard(&self, name: &str, at: &str) -> (Value, i32) {
        let application = testdata(&format!("applications/{name}.json"));
        let output = self.onboard_with(&application, at, &["--as", "json"]);
        (object(&output, "decision"), output.status.code().unwrap())
    }

    /// `tidegate review` with words of its own.
    pub(crate) fn review(&self, words: &[&str]) -> Output {
        let policy = testdata("policies/kyc").display().to_string();
        let all = [&["review"], words, &["--journal", "journal", "--policy", &policy]].concat();
        self.run("everybody knows this passphrase\n", &all)
    }

    /// A reviewer decides about a customer.
    pub(crate) fn lift(&self, subject: &str, what: &[&str], reviewer: &str, at: &str) -> Output {
        let (key, at) = (format!("reviewers/{reviewer}.pem"), format!("2026-03-01T10:{at}Z"));
        let who = ["--reviewer", reviewer, "--key", &key, "--why", "seen and judged", "--at", &at, "--as", "json"];
        self.review(&[&["decide", subject], what, &who].concat())
    }

    /// What the order path says of a permit.
    pub(crate) fn verified(&self, permit: &str, at: &str) -> Value {
        let parties = ["--issuer", "https://gate.example", "--audience", "https://orders.example"];
        let at = format!("2026-03-01T10:{at}Z");
        let files = ["--jwks", "keys/jwks.json", "--status", "journal/status.jwt", "--as", "json", "--at", &at];
        object(&self.run("", &[&["permit", "verify", permit], &files[..], &parties].concat()), "permit")
    }

    /// Lets the keys forget how far the journal had come, as those of another machine do.
    pub(crate) fn forget(&self) {
        for (path, _) in private::files(&self.path("keys")) {
            if path.extension().is_some_and(|it| it == "mark") {
                std::fs::remove_file(path).unwrap();
            }
        }
    }

    /// Every file of the journal's folder, by name.
    pub(crate) fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        private::files(&self.path("journal"))
    }
}

/// The passport's application with its folder, in the house, changed.
pub(crate) fn application(house: &House, name: &str, change: impl Fn(&mut Value)) -> PathBuf {
    application_of(house, "passport", name, change)
}

/// A worked application with its folder, in the house, changed.
pub(crate) fn application_of(house: &House, worked: &str, name: &str, change: impl Fn(&mut Value)) -> PathBuf {
    let place = format!("applications/{worked}");
    let (from, folder) = (testdata(&place), house.path(&place));
    for (path, bytes) in private::files(&from) {
        let path = folder.join(path.strip_prefix(&from).unwrap());
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    std::fs::write(folder.join("garbage"), "no attestation").unwrap();
    let mut it: Value = serde_json::from_slice(&std::fs::read(testdata(&format!("{place}.json"))).unwrap()).unwrap();
    change(&mut it);
    let path = house.path(&format!("applications/{name}.json"));
    std::fs::write(&path, it.to_string()).unwrap();
    path
}

/// The one object of an answer, held against its schema.
pub(crate) fn object(output: &Output, kind: &str) -> Value {
    let object: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    schema::check(kind, &object).unwrap_or_else(|fault| panic!("{fault}\n{object:#}"));
    object
}

/// The codes of a decision's reasons, in their order.
pub(crate) fn codes(decision: &Value) -> Vec<&str> {
    let mut codes: Vec<&str> =
        decision["reasons"].as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap()).collect();
    codes.dedup();
    codes
}
