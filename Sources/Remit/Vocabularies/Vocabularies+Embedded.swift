// swift-format-ignore-file
// Written by scripts/embed-vocabularies.py from the .remit files beside it; a test holds that the
// texts are equal byte for byte.

/// The built-in vocabularies, as the library carries them.
enum EmbeddedVocabularies {
  /// Module name and source text of each vocabulary, in byte order of the names.
  static let all: [(name: String, text: String)] = [
    (name: "pipeline", text: ###"""
// What software delivery talks about: who changes code, how a change is reviewed, built, signed and
// scanned, and how it reaches an environment. Platform words are neutral;
// docs/vocabularies/pipeline.md says what Jenkins, GitLab, GitHub, CircleCI, Argo CD and others
// call them.
//
// An attribute with `?` may be absent, which means "not known", never "" or false. A rule reads it
// behind `has`. The few attributes without `?` are those that every platform can give.
module pipeline

// People and machines

/// A human being. Accounts, on whatever platform, point to their person, so that "the same person"
/// survives two accounts. Waivers and duties name persons.
entity Person {
    /// The name that people read.
    name?: String,
    /// The organisation that employs the person, where contractors matter.
    employer?: String,
}

/// A named set of accounts, as a directory keeps it. Groups nest. A group never acts; its
/// members do.
entity Group in Group

/// The people who own something together: an organisation, a department, a squad. Teams nest.
/// Whatever a team owns lies below it, so a grant on the team reaches all of that.
entity Team in Team

/// An account that a human being signs in with.
entity User in Group, Team {
    /// Who uses the account. Absent: its owner is unknown, and no duty can be credited to it.
    person?: Person,
    /// The name used to sign in.
    login?: String,
    /// The account's e-mail address.
    email?: String,
    /// Whether this account signs in with a second factor.
    mfa?: Bool,
    /// When the account stops being valid.
    expiresAt?: Instant,
}

/// An account that a machine uses: a pipeline job's identity, a service account, an API token.
entity Bot in Group, Team {
    /// The human being who answers for what the machine does.
    person?: Person,
    /// Who vouches for the identity, as in the `iss` claim of its token.
    issuer?: String,
    /// The identity in the issuer's words, as in the `sub` claim.
    subject?: String,
    /// The other claims of its token, as strings.
    claims?: Map<String>,
    /// When the token stops being valid.
    expiresAt?: Instant,
}

/// Whoever can act.
type Account = User | Bot

// Code

/// Who can see a repository, from the fewest to the most.
enum Visibility { private, internal, public }

/// A source repository.
entity Repository in Team {
    /// Where it is: a full path or a URL.
    url?: String,
    /// Who can see it.
    visibility?: Visibility,
    /// The branch that changes go to unless they say otherwise.
    defaultBranch?: Branch,
    /// Whether it is closed for good.
    archived?: Bool,
}

/// A branch or a tag of a repository.
entity Branch in Repository, Team {
    /// The repository that it is in.
    repository?: Repository,
    /// Its name without `refs/heads/` or `refs/tags/`.
    name?: String,
    /// Whether it is a tag.
    isTag?: Bool,
    /// Whether the platform protects it.
    isProtected?: Bool,
    /// How many approvals a change needs before it may go to this branch.
    requiredApprovals?: Int,
}

/// One approval of a change.
type Approval = {
    /// Who approved.
    by: Account,
    /// The commit that they looked at. An approval of an older commit says nothing about the new
    /// one.
    sha?: String,
    /// When.
    at?: Instant,
    /// The platform's approval rule that it counts for.
    rule?: String,
}

/// A proposed change: a pull request, a merge request, a patch set.
entity Change in Repository, Team {
    /// The repository that it would change.
    repository?: Repository,
    /// The branch that it comes from.
    source?: Branch,
    /// The branch that it goes to.
    target?: Branch,
    /// Who opened it.
    author?: Account,
    /// Everybody with a commit in it. Committers, not the authors whom commits name: a rebase makes
    /// a committer.
    committers?: Set<Account>,
    /// Who pushed to it last.
    lastPusher?: Account,
    /// The commit at its head. Approvals and builds are about this commit or about another one.
    headSha?: String,
    /// The approvals given so far, stale ones too.
    approvals?: Set<Approval>,
    /// Who has approved it, where the platform does not say which commit they saw.
    approvers?: Set<Account>,
    /// Who was asked to review it.
    reviewers?: Set<Account>,
    /// Who merged it.
    mergedBy?: Account,
    /// When it was merged.
    mergedAt?: Instant,
    /// Its labels.
    labels?: Set<String>,
    /// The ticket that asks for it.
    ticket?: String,
    /// The paths of the files that it touches.
    files?: Set<String>,
    /// Whether it comes from a fork, whose authors may be strangers.
    fromFork?: Bool,
    /// Whether it is not yet meant to be merged.
    draft?: Bool,
    /// Whether every commit in it carries a signature that the platform has verified.
    signedCommits?: Bool,
}

/// The persons who approved the change as it stands now and have no part in it: they neither opened
/// it nor have a commit in it nor pushed to it last. Empty where the author, a committer or the
/// last pusher cannot be traced to a person, for then nobody is known to be independent.
condition independent-approvers(change: Change) =
    if change has headSha
            and change has approvals
            and change has author.person
            and change has committers
            and (every c in change.committers where c has person)
            and (not (change has lastPusher) or change has lastPusher.person)
        then (
            each a in change.approvals
                where a has sha and a.sha == change.headSha and a.by has person
                give a.by.person
        ) - [change.author.person] - (each c in change.committers where c has person give c.person)
            - (if change has lastPusher.person then [change.lastPusher.person] else [])
        else []

// Builds

/// What started a run; `upstream` is another run.
enum Trigger { push, mergeRequest, schedule, manual, api, webhook, upstream }

/// A definition of work that runs: a workflow, a job, a pipeline file.
entity Pipeline in Repository, Team {
    /// The repository whose code it works on.
    repository?: Repository,
    /// Where its definition is, with the ref it was read from.
    configRef?: String,
    /// The commit that its definition was read from.
    configSha?: String,
}

/// A machine that runs jobs.
entity Runner in Team {
    /// Whether the platform's vendor runs it rather than ourselves.
    hosted?: Bool,
    /// Whether it takes jobs of protected branches only.
    isProtected?: Bool,
    /// The labels that jobs choose it by.
    labels?: Set<String>,
}

/// One execution of a pipeline.
entity Run in Pipeline, Repository, Team {
    /// The pipeline that it executes.
    pipeline?: Pipeline,
    /// The account that started it. On a re-run this is not who wrote the code.
    triggeredBy?: Account,
    /// What started it.
    trigger?: Trigger,
    /// The branch or tag that it runs for.
    branch?: Branch,
    /// The commit that it runs on.
    sha?: String,
    /// The change that it runs for.
    change?: Change,
    /// The machine that it runs on.
    runner?: Runner,
    /// How often it has been started; 1 is the first time.
    attempt?: Int,
    /// Whether someone had a shell on the runner while it ran.
    hadShell?: Bool,
    /// When it started.
    startedAt?: Instant,
}

/// How bad a finding is, from harmless to worst.
enum Severity { none, low, medium, high, critical }

/// What one scanner said.
type Scan = {
    /// The scanner.
    by: Account,
    /// When it looked.
    at: Instant,
    /// The worst finding.
    severity: Severity,
    /// How many findings were critical.
    criticalFindings?: Int,
}

/// A container image.
entity Image in Repository, Team {
    /// The registry, with the path below it that counts as one owner: `ghcr.io/acme`.
    registry: String,
    /// Whether a signature was verified. False where nobody looked.
    signed: Bool,
    /// How many critical findings the last scan had. An image that nobody scanned has no honest
    /// number here: leave the image out of the data rather than writing 0.
    criticalFindings: Int,
    /// The name below the registry.
    name?: String,
    /// The tag that was asked for. Tags move; the digest does not.
    tag?: String,
    /// `sha256:` and 64 hexadecimal digits.
    digest?: String,
    /// Whose signatures were verified.
    signers?: Set<Account>,
    /// The worst finding of all scans.
    severity?: Severity,
    /// When it was last scanned.
    scannedAt?: Instant,
    /// Every scan.
    scans?: Set<Scan>,
    /// The commit that it was built from.
    sourceSha?: String,
    /// The change that it was built from.
    change?: Change,
    /// The run that built it.
    builtBy?: Run,
    /// When it was built.
    builtAt?: Instant,
    /// The SLSA build level of its provenance, 0 to 3.
    provenanceLevel?: Int,
    /// The predicate types of its attestations.
    attestations?: Set<String>,
    /// Its labels.
    labels?: Map<String>,
}

/// What an artifact is.
enum ArtifactKind { package, chart, binary, archive, sbom, plan }

/// Anything built that is not a container image: a package, a chart, a binary, a bill of materials,
/// an infrastructure plan.
entity Artifact in Repository, Team {
    /// What it is.
    kind?: ArtifactKind,
    /// The registry or store that it is in.
    registry?: String,
    /// Its name there.
    name?: String,
    /// Its version.
    version?: String,
    /// `sha256:` and 64 hexadecimal digits.
    digest?: String,
    /// Whether a signature was verified.
    signed?: Bool,
    /// Whose signatures were verified.
    signers?: Set<Account>,
    /// The worst finding of all scans.
    severity?: Severity,
    /// How many findings of the last scan were critical.
    criticalFindings?: Int,
    /// When it was last scanned.
    scannedAt?: Instant,
    /// The commit that it was built from.
    sourceSha?: String,
    /// The change that it was built from.
    change?: Change,
    /// The run that built it.
    builtBy?: Run,
    /// The SLSA build level of its provenance, 0 to 3.
    provenanceLevel?: Int,
    /// The predicate types of its attestations.
    attestations?: Set<String>,
}

// Where it runs

/// How much is at stake, from least to most: `tier >= staging` is staging and production.
enum Tier { development, testing, staging, production }

/// A place that software runs in.
entity Environment in Repository, Team {
    /// How much is at stake in it.
    tier: Tier,
    /// Whether nothing may change in it now.
    frozen?: Bool,
    /// Whether the platform protects it.
    isProtected?: Bool,
    /// How many approvals a deployment to it needs.
    requiredApprovals?: Int,
    /// The names of the branches that may be deployed to it.
    allowedBranches?: Set<String>,
    /// How long a deployment waits before it starts.
    waitTimer?: Duration,
    /// The region or data centre.
    region?: String,
    /// The cluster.
    cluster?: String,
    /// The namespace in the cluster.
    namespace?: String,
}

/// Something that runs and that people rely on.
entity Service in Team {
    /// The repository that it is built from.
    repository?: Repository,
    /// Who owns it.
    owner?: Team,
    /// How much depends on it: 1 is the most critical.
    criticality?: Int,
    /// Its labels.
    labels?: Map<String>,
}

// Secrets

/// Secrets that are handed out together: a CircleCI context, a variable group, a vault path.
entity SecretBundle in Environment, Repository, Team

/// A secret: a password, a token, a key. Never its value.
entity Secret in SecretBundle, Environment, Repository, Team {
    /// The environment whose secret it is.
    environment?: Environment,
    /// Whether only runs of protected branches get it.
    protectedOnly?: Bool,
    /// When it was last replaced.
    rotatedAt?: Instant,
    /// When it stops working.
    expiresAt?: Instant,
}

// The record

/// The record of decisions and of what people did. It has no `update` and no `delete`.
entity AuditTrail in Team

// Actions on anything

/// See something: its data, not the value of a secret and not the rights on it.
action read on Repository, Branch, Change, Pipeline, Runner, Run, Image, Artifact, Environment,
        Service, SecretBundle, Secret, AuditTrail, Team, Group, User, Bot by User, Bot

/// Make something new. The resource is what it will lie in, for it is not there yet itself.
action create on Team, Repository, Environment, SecretBundle by User, Bot {
    /// What is to be made: `repository`, `branch`, `change`, `environment`, `service`, `secret` …
    kind?: String,
    /// What it is to be called.
    name?: String,
    /// Why.
    reason?: String,
}

/// Change settings: protection, owners, schedules, limits. Not code, and not a secret's value.
action update on Repository, Branch, Change, Pipeline, Runner, Image, Artifact, Environment,
        Service, SecretBundle, Secret, Team, Group, User, Bot by User, Bot {
    /// The names of the settings to change.
    settings?: Set<String>,
    /// Why.
    reason?: String,
}

/// Remove something for good.
action delete on Repository, Branch, Change, Pipeline, Runner, Run, Image, Artifact, Environment,
        Service, SecretBundle, Secret, Team, Group, User, Bot by User, Bot {
    /// Why.
    reason?: String,
}

/// Add members to a group or team, or take them away.
action manageMembers on Group, Team by User, Bot {
    /// Whose membership changes.
    member?: Account,
    /// Why.
    reason?: String,
}

/// Settings, existence and membership, all of it.
actions administration = create, update, delete, manageMembers

// Actions on code

/// Write a change: open it, push commits to it, edit it.
action author on Change by User, Bot

/// Comment on a change, or ask for something else.
action review on Change by User, Bot

/// Say that a change is good as it stands.
action approve on Change by User, Bot {
    /// The commit that was looked at.
    sha?: String,
}

/// Take a change into its target branch.
action merge on Change by User, Bot {
    /// Whether the platform's own checks are to be passed over.
    bypass?: Bool,
    /// Why.
    reason?: String,
}

/// Push to a branch or move a tag without a change.
action push on Branch by User, Bot {
    /// Whether history is rewritten.
    force?: Bool,
}

/// What a change goes through until it is merged.
actions change-work = author, review, approve, merge

// Actions on builds

/// Start a run, or start it again.
action trigger on Pipeline, Run by User, Bot {
    /// The branch or tag to run for.
    branch?: Branch,
    /// The change to run for.
    change?: Change,
    /// Parameters that the run is started with.
    parameters?: Map<String>,
}

/// Stop a run.
action cancel on Run by User, Bot

/// Turn source into an artifact, on a runner.
action build on Repository, Pipeline by User, Bot {
    /// The run that builds.
    run?: Run,
    /// The commit that is built.
    sha?: String,
    /// The change that is built.
    change?: Change,
    /// The machine that builds.
    runner?: Runner,
}

/// Get a shell where a run or a service runs. Whoever has it can read every secret that is there.
action openShell on Run, Runner, Service by User, Bot {
    /// The environment, for a service.
    environment?: Environment,
    /// Why.
    reason?: String,
    /// The incident that makes it necessary.
    incident?: String,
    /// Whether this is an emergency in which rules give way.
    breakGlass?: Bool,
}

/// Put something built into a registry.
action publish on Image, Artifact by User, Bot {
    /// The run that built it.
    run?: Run,
    /// The change that it was built from.
    change?: Change,
}

/// Sign something built, or attest a fact about it.
action sign on Image, Artifact by User, Bot {
    /// The run that built it.
    run?: Run,
    /// The predicate type, for an attestation.
    attestation?: String,
}

/// Look for vulnerabilities, and write down what was found.
action scan on Image, Artifact, Repository by User, Bot

/// Mark something built as fit for an environment, or copy it to the registry used there.
action promote on Image, Artifact by User, Bot {
    /// The environment that it becomes fit for.
    environment?: Environment,
    /// The change that it was built from.
    change?: Change,
    /// Why.
    reason?: String,
}

/// What turns source into something that can run.
actions artifact-work = build, publish, sign, scan, promote

// Actions on what runs

/// Ask for a deployment, let it happen, say no to it, do it.
///
/// `deploy` is what changes the environment. The other three are for platforms that hold a
/// deployment until somebody agrees.
action requestDeploy, approveDeploy, rejectDeploy, deploy on Service by User, Bot {
    /// What is deployed, as the change that brought it.
    change: Change,
    /// Where to.
    environment: Environment,
    /// The image that will run.
    image?: Image,
    /// Other things that are deployed with it.
    artifacts?: Set<Artifact>,
    /// The run that deploys.
    run?: Run,
    /// The ticket that asks for it.
    ticket?: String,
    /// The incident that makes it necessary.
    incident?: String,
    /// Why.
    reason?: String,
    /// Whether this is an emergency in which rules give way.
    breakGlass?: Bool,
}

/// Go back to what ran before. In an incident nobody may know which change that was.
action rollback on Service by User, Bot {
    /// The environment to roll back.
    environment: Environment,
    /// The change that is taken back.
    change?: Change,
    /// The image that will run again.
    image?: Image,
    /// The run that rolls back.
    run?: Run,
    /// The ticket that asks for it.
    ticket?: String,
    /// The incident that makes it necessary.
    incident?: String,
    /// Why.
    reason?: String,
    /// Whether this is an emergency in which rules give way.
    breakGlass?: Bool,
}

/// Whatever changes what runs.
actions delivery = deploy, rollback

// Actions on secrets

/// See a secret's value, give it to a run, replace its value, let a machine replace it.
///
/// Whoever may change what a run does can have whatever the run may use.
action readSecret, useSecret, writeSecret, rotateSecret on Secret, SecretBundle by User, Bot {
    /// The environment in which it is needed.
    environment?: Environment,
    /// The run that needs it.
    run?: Run,
    /// The branch or tag that the run is for.
    branch?: Branch,
    /// Why.
    reason?: String,
    /// The incident that makes it necessary.
    incident?: String,
    /// Whether this is an emergency in which rules give way.
    breakGlass?: Bool,
}

/// Everything that touches a secret's value.
actions secret-access = readSecret, useSecret, writeSecret, rotateSecret

"""###),
  ]
}
