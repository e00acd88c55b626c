// swift-format-ignore-file
// Written by scripts/embed-vocabularies.py from the .remit files beside it; a test holds that the
// texts are equal byte for byte.

/// The built-in vocabularies, as the library carries them.
enum EmbeddedVocabularies {
  /// Module name and source text of each vocabulary, in byte order of the names.
  static let all: [(name: String, text: String)] = [
    (name: "kubernetes", text: ###"""
// What the API server of Kubernetes asks an authorizer: who, which verb, on which resource or URL.
//
// An attribute with `?` may be absent, which means "not known" or "none", never "". A rule reads
// it behind `has`.
//
// The names of types on the wire begin with the module, so that this vocabulary can be used beside
// the others. Verbs are themselves.
module kubernetes

// Where things are

/// A cluster, or a set of clusters that rules treat alike.
entity Cluster as "kubernetes.Cluster" in Cluster {
    /// Its labels.
    labels?: Map<String>,
}

/// A tenant: whoever owns namespaces together.
entity Tenant as "kubernetes.Tenant" in Tenant, Cluster

/// A namespace. Give it an id that is unique wherever the policy applies: `prod/shop` where
/// several clusters have a `shop`.
entity Namespace as "kubernetes.Namespace" in Tenant, Cluster {
    /// Its name in the cluster.
    name?: String,
    /// Its labels.
    labels?: Map<String>,
}

// Who asks

/// A group, as the authenticator gives it: `system:masters`, `oidc:developers`. Groups of
/// Kubernetes do not nest; those of a directory may.
entity Group as "kubernetes.Group" in Group

/// A user, as the authenticator names it. Kubernetes keeps no users, so the name, the groups
/// (as parents) and the rest come with each request. `system:anonymous` is a user too.
open entity User as "kubernetes.User" in Group {
    /// What tells two users of one name apart, where the authenticator has it.
    uid?: String,
    /// What else the authenticator says.
    extra?: Map<Set<String>>,
}

/// A service account. Its id is namespace and name, `shop:deployer`; what Kubernetes calls
/// `system:serviceaccount:shop:deployer`. It is in its namespace, and in its groups.
open entity ServiceAccount as "kubernetes.ServiceAccount" in Group, Namespace {
    /// Its namespace.
    namespace?: Namespace,
    /// Its name.
    name?: String,
    /// What else the authenticator says: the pod and the node that use it.
    extra?: Map<Set<String>>,
}

/// Whoever can ask.
type Subject = User | ServiceAccount

// What is asked

/// Something that the API serves: one object, or all of a kind in a namespace or in the cluster.
/// Its id is best the path of the request, `/apis/apps/v1/namespaces/shop/deployments/web`.
///
/// The API server sends what it is about, since objects come and go. It is in its namespace if it
/// has one, and in its cluster.
open entity Resource as "kubernetes.Resource" in Namespace, Cluster {
    /// The API group; "" is the core group.
    apiGroup: String,
    /// The resource as the rules of roles write it, in the plural and in lower case: `pods`, and
    /// with its part where one is asked, `pods/log`. Kinds (`Pod`) are something else.
    type as "resource": String,
    /// The namespace. Absent: the resource is the cluster's, or all namespaces are asked at once.
    namespace?: Namespace,
    /// The name of the object. Absent: all of them, or one that has no name yet.
    name?: String,
    /// The version of the API.
    version?: String,
    /// The labels of the object, where the caller knows them.
    labels?: Map<String>,
}

/// A path of the API server that is no resource: `/healthz`, `/metrics`.
open entity NonResourceURL as "kubernetes.NonResourceURL" in Cluster {
    /// The path, in normal form.
    path: String,
}

// How it is asked

/// One rule of a role that is being written.
type Rule = {
    verbs: Set<String>,
    apiGroups?: Set<String>,
    resources?: Set<String>,
    resourceNames?: Set<String>,
    nonResourceURLs?: Set<String>,
}

/// What a binding that is being written binds.
type RoleReference = {
    /// `Role` or `ClusterRole`.
    kind: String,
    name: String,
}

/// See one object; or get a path.
action get on Resource, NonResourceURL by User, ServiceAccount {
    /// The selector of fields, in the words of the request.
    fieldSelector?: String,
    /// The selector of labels, in the words of the request.
    labelSelector?: String,
    /// Where the request comes from.
    sourceIp?: IP,
    /// The program that asks, as it says.
    userAgent?: String,
}

/// See all objects, once or as they change. Whoever may do it sees what they contain.
action list, watch on Resource by User, ServiceAccount {
    /// The selector of fields, in the words of the request.
    fieldSelector?: String,
    /// The selector of labels, in the words of the request.
    labelSelector?: String,
    /// Where the request comes from.
    sourceIp?: IP,
    /// The program that asks, as it says.
    userAgent?: String,
}

/// Make an object, or change one.
action create, update on Resource by User, ServiceAccount {
    /// Whether it is admission that asks, which sees the object, rather than authorization, which
    /// sees only what is asked for.
    admission?: Bool,
    /// Whether nothing is to be kept.
    dryRun?: Bool,
    /// The rules of the role that is written.
    rules?: Set<Rule>,
    /// What the binding that is written binds.
    roleRef?: RoleReference,
    /// To whom the binding that is written gives it.
    subjects?: Set<Subject | Group>,
    /// The account that the pod that is written runs as, alone or in a workload. Absent: not known.
    serviceAccount?: ServiceAccount,
    /// Where the request comes from.
    sourceIp?: IP,
    /// The program that asks, as it says.
    userAgent?: String,
}

/// Change an object in part; or send PATCH to a path.
action patch on Resource, NonResourceURL by User, ServiceAccount {
    /// Whether it is admission that asks, which sees the object, rather than authorization, which
    /// sees only what is asked for.
    admission?: Bool,
    /// Whether nothing is to be kept.
    dryRun?: Bool,
    /// The rules of the role that is written.
    rules?: Set<Rule>,
    /// What the binding that is written binds.
    roleRef?: RoleReference,
    /// To whom the binding that is written gives it.
    subjects?: Set<Subject | Group>,
    /// The account that the pod that is written runs as, alone or in a workload. Absent: not known.
    serviceAccount?: ServiceAccount,
    /// Where the request comes from.
    sourceIp?: IP,
    /// The program that asks, as it says.
    userAgent?: String,
}

/// Remove an object; or send DELETE to a path.
action delete on Resource, NonResourceURL by User, ServiceAccount {
    /// Whether it is admission that asks, which sees the object, rather than authorization, which
    /// sees only what is asked for.
    admission?: Bool,
    /// Whether nothing is to be kept.
    dryRun?: Bool,
    /// Where the request comes from.
    sourceIp?: IP,
    /// The program that asks, as it says.
    userAgent?: String,
}

/// Remove all objects.
action deletecollection on Resource by User, ServiceAccount {
    /// Whether it is admission that asks, which sees the object, rather than authorization, which
    /// sees only what is asked for.
    admission?: Bool,
    /// Whether nothing is to be kept.
    dryRun?: Bool,
    /// The selector of fields, in the words of the request.
    fieldSelector?: String,
    /// The selector of labels, in the words of the request.
    labelSelector?: String,
    /// Where the request comes from.
    sourceIp?: IP,
    /// The program that asks, as it says.
    userAgent?: String,
}

/// Bind a role whose permissions one does not have; write a role beyond one's own permissions; act
/// as somebody else. Each is a way to every permission.
action bind, escalate, impersonate on Resource by User, ServiceAccount {
    /// Where the request comes from.
    sourceIp?: IP,
    /// The program that asks, as it says.
    userAgent?: String,
}

/// Verbs that single resources give a meaning: use a policy or class; approve, sign, attest a
/// certificate request.
action use, approve, sign, attest on Resource by User, ServiceAccount {
    /// Where the request comes from.
    sourceIp?: IP,
    /// The program that asks, as it says.
    userAgent?: String,
}

/// Any other verb; Kubernetes lets every extension have its own.
action otherVerb on Resource, NonResourceURL by User, ServiceAccount {
    /// The verb.
    verb: String,
    /// Where the request comes from.
    sourceIp?: IP,
    /// The program that asks, as it says.
    userAgent?: String,
}

/// Send one of these methods to a path that is no resource.
action head, options, post, put on NonResourceURL by User, ServiceAccount {
    /// Where the request comes from.
    sourceIp?: IP,
    /// The program that asks, as it says.
    userAgent?: String,
}

/// Verbs that change nothing.
actions read = get, list, watch

/// Verbs that change something.
actions write = create, update, patch, delete, deletecollection

/// Verbs that lead to permissions one does not have.
actions privilege = bind, escalate, impersonate

"""###),
    (name: "mesh", text: ###"""
// What service meshes talk about: who connects to what, over which connection, with which request.
// Words are neutral; docs/vocabularies says, mesh by mesh, what Istio, Linkerd, Consul, App Mesh,
// Kuma and Cilium call them.
//
// An attribute with `?` may be absent, which means "not known", never "" or false. A rule reads it
// behind `has`. What has no `?` is known to every proxy.
//
// The names of types on the wire begin with the module, so that this vocabulary can be used beside
// the others.
module mesh

// Where things are

/// A part of the world that matters to rules about data: `eu-west-1`, in `eu`. Regions nest.
entity Region as "mesh.Region" in Region

/// Everything under one control plane and one set of certificates.
entity Mesh as "mesh.Mesh"

/// A cluster, or a data centre.
entity Cluster as "mesh.Cluster" in Mesh, Region {
    /// Where it stands.
    region?: Region,
    /// Whose machines they are: `aws`, `gcp`, `own` …
    cloud?: String,
    /// The trust domain that signs for what runs in it.
    trustDomain?: String,
}

/// A namespace of a cluster, or whatever else keeps names apart. Give it an id that is unique
/// wherever the policy applies: `prod-eu/shop` where two clusters have a `shop`.
entity Namespace as "mesh.Namespace" in Cluster, Mesh {
    /// The cluster that it is in.
    cluster?: Cluster,
    /// The regions that the data of its workloads may go to.
    residency?: Set<Region>,
    /// Its labels.
    labels?: Map<String>,
}

/// The identity that the workloads of one deployment share.
entity ServiceAccount as "mesh.ServiceAccount" in Namespace {
    /// The namespace that it is in.
    namespace?: Namespace,
}

/// A named set of workloads, services or end users.
entity Group as "mesh.Group" in Group

// Who asks

/// A workload whose identity a certificate has proved. Its id is that identity, best the whole
/// SPIFFE ID: `spiffe://acme.example/ns/shop/sa/web`.
///
/// The proxy sends the attributes and the parents, for workloads come and go. So it must send what
/// it has itself read from the certificate, and nothing that the peer only says.
open entity Workload as "mesh.Workload" in ServiceAccount, Namespace, Cluster, Mesh, Region, Group {
    /// The SPIFFE ID, where the identity is one.
    spiffeId?: String,
    /// The name in the certificate, where the identity is a DNS name.
    dnsName?: String,
    /// The trust domain that signed the certificate.
    trustDomain?: String,
    /// The namespace that the identity names.
    namespace?: Namespace,
    /// The service account that the identity names.
    serviceAccount?: ServiceAccount,
    /// The cluster that it runs in.
    cluster?: Cluster,
    /// The region that it runs in.
    region?: Region,
    /// The zone within the region.
    zone?: String,
    /// The name of its service, where the identity names one rather than an account.
    service?: String,
    /// The data centre, as the identity names it.
    datacenter?: String,
    /// The administrative partition of a cluster that tenants share.
    partition?: String,
    /// The name of the other cluster, where it connects from one that this mesh is peered with.
    peer?: String,
    /// Its labels. Whoever writes rules about labels has the proxy send them: a rule that reads
    /// labels which were not sent fails closed.
    labels: Map<String>,
}

/// What a peer without an identity is, as far as the network tells.
enum ReservedPeer {
    world,
    host,
    remoteNode as "remote-node",
    kubeAPIServer as "kube-apiserver",
    health,
    init,
    ingress,
    unmanaged,
}

/// A peer that has proved no identity: plain text, or TLS without a certificate of the client.
/// A rule about workloads never meets it, also not one that excludes some of them.
open entity Anonymous as "mesh.Anonymous" in Group {
    /// What it is, as far as the network tells.
    reserved?: ReservedPeer,
}

/// What a verified JSON web token says about an end user. A token that was not verified is no
/// token.
type Token = {
    /// Who issued it: the `iss` claim.
    issuer: String,
    /// Whom it is about: the `sub` claim.
    subject: String,
    /// For whom it was issued: the `aud` claim, one or several.
    audiences: Set<String>,
    /// To which client: the `azp` claim.
    presenter?: String,
    /// When it stops being valid: the `exp` claim.
    expiresAt?: Instant,
    /// The other claims, each as the set of its values. A claim goes by its name; one inside
    /// another by a JSON pointer, `/realm_access/roles`. Numbers and booleans are sent as text.
    claims?: Map<Set<String>>,
}

/// An end user who asks at the edge, proved by a token. Its id is best issuer and subject.
open entity EndUser as "mesh.EndUser" in Group {
    /// The token.
    token?: Token,
}

/// Whoever can ask.
type Peer = Workload | Anonymous | EndUser

// What is asked

/// What a port speaks.
enum Protocol { tcp, tls, http, http2, grpc, udp, icmp, opaque }

/// Whether connections must be mutually authenticated, from least to most.
enum MutualTLS { disabled, permissive, strict }

/// Who may connect where no rule of a system speaks of the destination, from fewest to most.
/// Systems differ in this and some ask it of each destination, so it is data.
enum DefaultAccess { nobody, workloads, everybody }

/// A service: inside the mesh, a gateway of it, or outside.
entity Service as "mesh.Service" in Namespace, Cluster, Mesh, Region, Group {
    /// The namespace that it is in.
    namespace?: Namespace,
    /// The cluster that it runs in.
    cluster?: Cluster,
    /// The region that it runs in.
    region?: Region,
    /// The regions that its data may go to.
    residency?: Set<Region>,
    /// The trust domain of its own certificate.
    trustDomain?: String,
    /// The host names that it answers to, in lower case, without a port.
    hosts?: Set<String>,
    /// Whether it runs outside the mesh.
    external?: Bool,
    /// Whether it takes connections without mutual TLS.
    mutualTLS?: MutualTLS,
    /// Who may connect where no rule speaks of it.
    defaultAccess?: DefaultAccess,
    /// From which networks that holds. Absent: from everywhere.
    defaultNetworks?: Set<IPRange>,
    /// Its labels.
    labels: Map<String>,
}

/// One port of a service, where rules tell ports apart.
entity Port as "mesh.Port" in Service, Group {
    /// The service whose port it is.
    service: Service,
    /// 1 to 65535.
    number: Int,
    /// Its name.
    name?: String,
    /// What it speaks.
    protocol?: Protocol,
    /// Who may connect where no rule speaks of it.
    defaultAccess?: DefaultAccess,
    /// From which networks that holds. Absent: from everywhere.
    defaultNetworks?: Set<IPRange>,
}

/// One route of a port or service. A request belongs to one route; the mesh says which.
entity Route as "mesh.Route" in Port, Service, Group {
    /// The service whose route it is.
    service: Service,
    /// Its name.
    name?: String,
}

/// Whatever can be asked.
type Destination = Service | Port | Route

// How it is asked

/// Seen from the proxy that decides: towards its own workload, or away from it. A connection
/// between two proxies is decided twice, and both must allow it.
enum Direction { inbound, outbound }

/// Versions of TLS, the oldest first.
enum TLSVersion { tls1_0 as "1.0", tls1_1 as "1.1", tls1_2 as "1.2", tls1_3 as "1.3" }

/// Open a connection, whatever it carries.
action connect on Service, Port by Workload, Anonymous, EndUser {
    /// From which side it is decided.
    direction: Direction,
    /// Whether both sides have proved their identity. Then the principal is a workload.
    mtls: Bool,
    /// The port connected to, 1 to 65535.
    port: Int,
    /// What the connection carries, where that is known.
    protocol?: Protocol,
    /// The version of TLS.
    tlsVersion?: TLSVersion,
    /// The server name that the client asked for, in lower case.
    sni?: String,
    /// All names in the peer's certificate: inbound the client's, outbound the server's.
    peerNames?: Set<String>,
    /// When the peer's certificate stops being valid.
    certificateNotAfter?: Instant,
    /// Who issued the peer's certificate, as its distinguished name.
    certificateIssuer?: String,
    /// The address that the connection comes from.
    sourceIp?: IP,
    /// The address of the first client, as trusted proxies tell it.
    remoteIp?: IP,
    /// The address connected to.
    destinationIp?: IP,
    /// The region that the connection comes from.
    sourceRegion?: Region,
    /// The verified token of the end user on whose behalf it is made.
    token?: Token,
}

/// Send an HTTP request, by its method. `otherMethod` is every method without a word of its own;
/// then `method` says which.
action get as "GET", head as "HEAD", options as "OPTIONS", trace as "TRACE", post as "POST",
        put as "PUT", patch as "PATCH", delete as "DELETE", tunnel as "CONNECT",
        otherMethod as "OTHER" on Service, Port, Route by Workload, Anonymous, EndUser {
    /// From which side it is decided.
    direction: Direction,
    /// Whether both sides have proved their identity. Then the principal is a workload.
    mtls: Bool,
    /// The port connected to, 1 to 65535.
    port: Int,
    /// The path without its query, in normal form.
    path: String,
    /// The method in the request's own letters.
    method?: String,
    /// The host asked for, in lower case, without a port.
    host?: String,
    /// The parameters of the query, decoded, each with all its values.
    query?: Map<Set<String>>,
    /// The headers, by their names in lower case, each with all its values.
    headers?: Map<Set<String>>,
    /// The version of TLS.
    tlsVersion?: TLSVersion,
    /// The server name that the client asked for, in lower case.
    sni?: String,
    /// All names in the peer's certificate: inbound the client's, outbound the server's.
    peerNames?: Set<String>,
    /// When the peer's certificate stops being valid.
    certificateNotAfter?: Instant,
    /// Who issued the peer's certificate, as its distinguished name.
    certificateIssuer?: String,
    /// The address that the connection comes from.
    sourceIp?: IP,
    /// The address of the first client, as trusted proxies tell it.
    remoteIp?: IP,
    /// The address connected to.
    destinationIp?: IP,
    /// The region that the request comes from.
    sourceRegion?: Region,
    /// The verified token of the end user on whose behalf it is made.
    token?: Token,
}

/// Call a gRPC method. On the wire it is a POST; it is decided as this action and not as that.
action call as "grpc" on Service, Port, Route by Workload, Anonymous, EndUser {
    /// From which side it is decided.
    direction: Direction,
    /// Whether both sides have proved their identity. Then the principal is a workload.
    mtls: Bool,
    /// The port connected to, 1 to 65535.
    port: Int,
    /// The full name of the gRPC service: `acme.orders.v1.Orders`.
    service: String,
    /// The name of the method: `List`.
    method: String,
    /// The host asked for, in lower case, without a port.
    host?: String,
    /// The metadata, by their names in lower case, each with all its values.
    headers?: Map<Set<String>>,
    /// The version of TLS.
    tlsVersion?: TLSVersion,
    /// The server name that the client asked for, in lower case.
    sni?: String,
    /// All names in the peer's certificate: inbound the client's, outbound the server's.
    peerNames?: Set<String>,
    /// When the peer's certificate stops being valid.
    certificateNotAfter?: Instant,
    /// Who issued the peer's certificate, as its distinguished name.
    certificateIssuer?: String,
    /// The address that the connection comes from.
    sourceIp?: IP,
    /// The address of the first client, as trusted proxies tell it.
    remoteIp?: IP,
    /// The address connected to.
    destinationIp?: IP,
    /// The region that the call comes from.
    sourceRegion?: Region,
    /// The verified token of the end user on whose behalf it is made.
    token?: Token,
}

/// Methods that change nothing.
actions http-read = get, head, options

/// Methods that may change something.
actions http-write = post, put, patch, delete

/// Every HTTP request.
actions http = http-read, http-write, trace, tunnel, otherMethod

/// Every request, above the connection that carries it.
actions request = http, call

/// Whatever a peer can ask.
actions access = connect, request

/// Receive configuration from the control plane.
action fetchConfiguration on Service by Workload

// What well-formed is

/// Whether a text is a SPIFFE ID: a trust domain in lower case, and a path whose segments are
/// neither empty nor dots.
condition is-spiffe-id(text: String) =
    text.count <= 2048
    and text matches /spiffe:\/\/[a-z0-9._-]{1,255}(\/([A-Za-z0-9_-]|\.[A-Za-z0-9_-]|\.\.[A-Za-z0-9._-])[A-Za-z0-9._-]*)*/

/// Whether a workload's id is its SPIFFE ID, and is one of a workload: a trust domain alone names
/// nobody in it.
condition has-proved-spiffe-id(workload: Workload) =
    workload has spiffeId
    and id(workload) == workload.spiffeId
    and is-spiffe-id(workload.spiffeId)
    and workload.spiffeId like "spiffe://*/*"

/// Whether a number can be a port.
condition is-port(number: Int) = number >= 1 and number <= 65535

/// Whether a text can be a host name as this vocabulary writes it: lower case, no port, no dot at
/// the end, at most 63 characters between two dots. An IPv4 address is one, an IPv6 address is not.
condition is-host(text: String) =
    text.count <= 253
    and text matches /[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*/

/// Whether a certificate is valid for longer than a given time from now.
condition is-valid-beyond(notAfter: Instant, margin: Duration) = notAfter - now > margin

"""###),
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

/// What a job may do with one kind of thing, as its platform's token says. `write` includes `read`.
enum TokenAccess { none, read, write }

/// What one job of a run is allowed to say of itself: the identity in the token that the platform
/// signs for it. Its id is best issuer and subject.
///
/// The verifier of the token sends the attributes and the parents, for jobs come and go. So it must
/// have verified the token, and send nothing that the job only says. A job approves nothing.
open entity Job in Pipeline, Repository, Group, Team {
    /// The human being behind the job, where one is known: who started it, not who wrote the code.
    person?: Person,
    /// Who signed the token: the `iss` claim.
    issuer?: String,
    /// The identity in the issuer's words: the `sub` claim.
    subject?: String,
    /// For whom the token was signed: the `aud` claim, one or several.
    audiences?: Set<String>,
    /// When the token stops being valid.
    expiresAt?: Instant,
    /// The repository whose pipeline it runs in.
    repository?: Repository,
    /// Where the definition of the pipeline is, with the ref it was read from.
    configRef?: String,
    /// The name of the branch or tag that it runs for, without `refs/heads/` or `refs/tags/`.
    ref?: String,
    /// Whether that is a tag. A branch and a tag may have one name.
    refIsTag?: Bool,
    /// Whether that is protected.
    refIsProtected?: Bool,
    /// The commit that it runs on.
    sha?: String,
    /// The environment that it runs in.
    environment?: Environment,
    /// The run that it belongs to.
    run?: Run,
    /// The account that started the run.
    triggeredBy?: Account,
    /// What started the run.
    trigger?: Trigger,
    /// Whether it runs for a change from a fork.
    fromFork?: Bool,
    /// Whether the platform's vendor runs its machine rather than ourselves.
    hosted?: Bool,
    /// Whether someone had a shell on its machine.
    hadShell?: Bool,
    /// What part of an infrastructure run it is.
    phase?: Phase,
    /// What its token may do with the platform itself, by kind of thing: `contents`, `packages` …
    tokenAccess?: Map<TokenAccess>,
    /// The other claims, each as the set of its values. A claim goes by its name; one inside
    /// another by a JSON pointer, `/a/b`. Numbers and booleans are sent as text.
    claims?: Map<Set<String>>,
}

/// Whoever can act.
type Account = User | Bot | Job

// Code

/// How much one may do in a project, from least to most, where a platform has levels. `none` means
/// nobody, also those who could do everything else.
enum AccessLevel {
    none,
    minimal,
    guest,
    planner,
    reporter,
    securityManager,
    developer,
    maintainer,
    owner,
    admin,
}

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
    /// The level from which one may push to it without a change; `none` is nobody.
    pushAccess?: AccessLevel,
    /// The level from which one may merge changes into it; `none` is nobody.
    mergeAccess?: AccessLevel,
    /// Who may push to it whatever their level.
    pushers?: Set<User | Bot | Group | Team>,
    /// Who may merge changes into it whatever their level.
    mergers?: Set<User | Bot | Group | Team>,
    /// Whether history may be rewritten.
    allowsForce?: Bool,
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
    /// Whom its commits name as their authors. Whoever commits chooses that name, but it outlives a
    /// rebase, which the committers do not.
    commitAuthors?: Set<Account>,
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
/// it nor have a commit in it nor are named in one nor pushed to it last. Empty where one of these
/// cannot be traced to a person, for then nobody is known to be independent.
condition independent-approvers(change: Change) =
    if change has headSha
            and change has approvals
            and change has author.person
            and change has committers
            and (every c in change.committers where c has person)
            and (
                not (change has commitAuthors) or every c in change.commitAuthors where c has person
            )
            and (not (change has lastPusher) or change has lastPusher.person)
        then (
            each a in change.approvals
                where a has sha and a.sha == change.headSha and a.by has person
                give a.by.person
        ) - [change.author.person] - (each c in change.committers where c has person give c.person)
            - (
                if change has commitAuthors
                    then (each c in change.commitAuthors where c has person give c.person)
                    else []
            ) - (if change has lastPusher.person then [change.lastPusher.person] else [])
        else []

// Builds

/// What started a run; `upstream` is another run.
enum Trigger { push, mergeRequest, schedule, manual, api, webhook, upstream }

/// A folder of pipelines and runners. Folders nest.
entity Folder in Folder, Team {
    /// Its full name, with the folders above it: `payments/release`.
    fullName?: String,
}

/// A definition of work that runs: a workflow, a job, a pipeline file.
entity Pipeline in Folder, Repository, Team {
    /// Its full name, with the folders above it: `payments/release/deploy`.
    fullName?: String,
    /// The repository whose code it works on.
    repository?: Repository,
    /// Where its definition is, with the ref it was read from.
    configRef?: String,
    /// The commit that its definition was read from.
    configSha?: String,
}

/// A machine that runs jobs.
entity Runner in Folder, Team {
    /// Whether the platform's vendor runs it rather than ourselves.
    hosted?: Bool,
    /// Whether it takes jobs of protected branches only.
    isProtected?: Bool,
    /// The labels that jobs choose it by.
    labels?: Set<String>,
}

/// What part of an infrastructure run is under way.
enum Phase { plan, policyCheck, apply }

/// One execution of a pipeline, or of a workspace.
entity Run in Pipeline, Workspace, Repository, Team {
    /// The pipeline that it executes.
    pipeline?: Pipeline,
    /// The account that started it. On a re-run this is not who wrote the code.
    triggeredBy?: Account,
    /// The accounts that let it go on where it waited for somebody.
    approvedBy?: Set<Account>,
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
    /// What part of an infrastructure run is under way.
    phase?: Phase,
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
    /// Who may approve a deployment to it.
    reviewers?: Set<User | Group | Team>,
    /// Whether those who start a deployment may not approve it.
    preventsSelfReview?: Bool,
    /// The level from which one may deploy to it; `none` is nobody.
    deployAccess?: AccessLevel,
    /// Who may deploy to it whatever their level.
    deployers?: Set<User | Bot | Group | Team>,
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

// What brings it there

/// An installation that people administer: a build controller, a deployment controller.
entity Platform in Team {
    /// Where it is.
    url?: String,
}

/// What one run of infrastructure code would change, before it does.
type PlannedChanges = { additions: Int, changes: Int, deletions: Int }

/// How a failed policy check binds: a remark; a stop that some may pass over; a stop.
enum Enforcement { advisory, softMandatory, hardMandatory }

/// What one policy check said.
type PolicyCheck = { name: String, enforcement: Enforcement, passed: Bool }

/// Infrastructure under one state: what is planned and applied together.
entity Workspace in Repository, Environment, Team {
    /// The environment that it builds.
    environment?: Environment,
    /// The repository that its code is in.
    repository?: Repository,
    /// Whether somebody holds its lock.
    locked?: Bool,
    /// Who holds its lock.
    lockedBy?: Account,
    /// Whether plans are applied without anybody's confirmation.
    autoApply?: Bool,
    /// The number of its present state; each apply makes a new one.
    stateSerial?: Int,
    /// The platform's version of the tool that it runs.
    toolVersion?: String,
    /// Its labels.
    labels?: Set<String>,
}

/// A plan of a workspace: what would be applied, and who made it.
entity Plan in Workspace, Team {
    /// The workspace that it is for.
    workspace?: Workspace,
    /// The run that made it.
    run?: Run,
    /// Who made it.
    plannedBy?: Account,
    /// The change that it carries out.
    change?: Change,
    /// When it was made.
    plannedAt?: Instant,
    /// The commit that it was made from.
    sha?: String,
    /// The number of the state that it was made from. Another state since: the plan is stale.
    stateSerial?: Int,
    /// Whether it was made to look and cannot be applied.
    speculative?: Bool,
    /// Whether it removes everything.
    destroys?: Bool,
    /// How much it would change.
    summary?: PlannedChanges,
    /// What the policy checks said.
    policyChecks?: Set<PolicyCheck>,
}

/// A release of a chart: its objects in one namespace.
entity Release in Environment, Team {
    /// The environment that it is in.
    environment?: Environment,
    /// The name of its chart.
    chart?: String,
    /// The namespace that it is in, and its objects unless they say otherwise.
    namespace?: String,
    /// The account that the objects are written with.
    serviceAccount?: Bot,
}

/// Where applications of a project may go.
type Destination = {
    /// The cluster's address, or a pattern of addresses.
    server?: String,
    /// The cluster's name, or a pattern of names.
    name?: String,
    /// The namespace, or a pattern of names.
    namespace: String,
}

/// What applications may come from and go to.
entity AppProject in Team {
    /// The addresses of the repositories that its applications may come from.
    sourceRepositories?: Set<String>,
    /// Where they may go.
    destinations?: Set<Destination>,
    /// Whether only signed revisions are synchronised.
    requiresSignatures?: Bool,
    /// Whether a window for synchronising is open now: one that allows it, and none that denies it.
    windowOpen?: Bool,
}

/// What a controller keeps in a cluster as a repository says it should be.
entity Application in AppProject, Environment, Team {
    /// Its project.
    project?: AppProject,
    /// Its name.
    name?: String,
    /// The namespace of the application itself.
    namespace?: String,
    /// The environment that it is in.
    environment?: Environment,
    /// The address of the repository that it comes from.
    sourceRepository?: String,
    /// The addresses of all repositories that it comes from, where it comes from several.
    sourceRepositories?: Set<String>,
    /// The branch, tag or commit that it follows.
    targetRevision?: String,
    /// The address of the cluster that it goes to.
    destinationServer?: String,
    /// The name of the cluster that it goes to, where it is known by name.
    destinationName?: String,
    /// The namespace that its objects go to.
    destinationNamespace?: String,
    /// The account that its objects are written with. Absent: the controller's own, which may do
    /// everything.
    serviceAccount?: Bot,
    /// Whether it is synchronised without anybody asking.
    autoSync?: Bool,
}

/// What a reconciler applies.
enum ReconcilerKind { kustomization, helmRelease }

/// What applies the contents of a source to a cluster again and again.
entity Reconciler in Environment, Team {
    /// What it applies.
    kind?: ReconcilerKind,
    /// The environment that it writes to.
    environment?: Environment,
    /// The namespace that it is in.
    namespace?: String,
    /// The account that it writes with. Absent: the controller's own, which may do everything.
    serviceAccount?: Bot,
    /// The repository that its source is.
    source?: Repository,
    /// The namespace of its source.
    sourceNamespace?: String,
    /// The namespace that its objects go to.
    targetNamespace?: String,
    /// Whether its source's signature is verified.
    verifiesSource?: Bool,
    /// Whether what it applies may fetch more from other addresses than its source.
    remoteBases?: Bool,
    /// Whether it writes to another cluster than its own.
    remote?: Bool,
    /// Whether it is suspended.
    suspended?: Bool,
}

// Secrets

/// Secrets that are handed out together: a CircleCI context, a variable group, a vault path.
entity SecretBundle in Environment, Repository, Folder, Team {
    /// The groups whose members' runs get it.
    groups?: Set<Group>,
    /// The repositories whose runs get it.
    repositories?: Set<Repository>,
    /// Whether only runs of protected branches get it.
    protectedOnly?: Bool,
}

/// A secret: a password, a token, a key. Never its value.
entity Secret in SecretBundle, Environment, Repository, Folder, Team {
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
action read on Repository, Branch, Change, Folder, Pipeline, Runner, Run, Image, Artifact,
        Environment, Service, Platform, Workspace, Plan, Release, AppProject, Application,
        Reconciler, SecretBundle, Secret, AuditTrail, Team, Group, User, Bot by User, Bot, Job

/// Make something new. The resource is what it will lie in, for it is not there yet itself.
action create on Team, Repository, Folder, Environment, Platform, AppProject, SecretBundle by User,
        Bot, Job {
    /// What is to be made: `repository`, `branch`, `change`, `environment`, `service`, `secret`,
    /// `application` …
    kind?: String,
    /// What it is to be called.
    name?: String,
    /// The addresses of the repositories that an application is to come from.
    sourceRepositories?: Set<String>,
    /// Where an application is to go.
    destination?: Destination,
    /// Why.
    reason?: String,
}

/// Change settings: protection, owners, schedules, limits. Not code, and not a secret's value.
action update on Repository, Branch, Change, Folder, Pipeline, Runner, Run, Image, Artifact,
        Environment, Service, Platform, Workspace, Release, AppProject, Application, Reconciler,
        SecretBundle, Secret, Team, Group, User, Bot by User, Bot, Job {
    /// The names of the settings to change.
    settings?: Set<String>,
    /// The addresses of the repositories that an application is to come from.
    sourceRepositories?: Set<String>,
    /// Where an application is to go.
    destination?: Destination,
    /// Why.
    reason?: String,
}

/// Remove something for good.
action delete on Repository, Branch, Change, Folder, Pipeline, Runner, Run, Image, Artifact,
        Environment, Service, Workspace, Plan, Release, AppProject, Application, Reconciler,
        SecretBundle, Secret, Team, Group, User, Bot by User, Bot, Job {
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

/// Do everything that an installation lets anybody do.
action administer on Platform by User, Bot {
    /// Why.
    reason?: String,
    /// The incident that makes it necessary.
    incident?: String,
    /// Whether this is an emergency in which rules give way.
    breakGlass?: Bool,
}

// Actions on code

/// Write a change: open it, push commits to it, edit it.
action author on Change by User, Bot, Job

/// Comment on a change, or ask for something else.
action review on Change by User, Bot

/// Say that a change is good as it stands.
action approve on Change by User, Bot {
    /// The commit that was looked at.
    sha?: String,
}

/// Take a change into its target branch.
action merge on Change by User, Bot, Job {
    /// Whether the platform's own checks are to be passed over.
    bypass?: Bool,
    /// Why.
    reason?: String,
}

/// Push to a branch or move a tag without a change.
action push on Branch by User, Bot, Job {
    /// Whether history is rewritten.
    force?: Bool,
}

/// What a change goes through until it is merged.
actions change-work = author, review, approve, merge

// Actions on builds

/// Start a run, or start it again.
action trigger on Pipeline, Run by User, Bot, Job {
    /// The branch or tag to run for.
    branch?: Branch,
    /// The change to run for.
    change?: Change,
    /// Parameters that the run is started with.
    parameters?: Map<String>,
}

/// Stop a run.
action cancel on Run by User, Bot, Job

/// Let a run go on that waits for somebody to say so. Saying no is `cancel`.
action proceed on Run by User, Bot {
    /// The environment that the run goes on to.
    environment?: Environment,
    /// Why.
    reason?: String,
}

/// Start a run again with another definition than its pipeline's.
action replay on Run by User, Bot {
    /// Why.
    reason?: String,
}

/// See what a run or an application wrote. Secrets end up there.
action readLog on Run, Application by User, Bot, Job

/// See the files that a pipeline works on.
action readFiles on Pipeline, Run by User, Bot, Job

/// Learn that something exists, and no more.
action discover on Folder, Pipeline by User, Bot

/// Put something into another folder, with what that folder grants.
action move on Folder, Pipeline by User, Bot {
    /// The folder that it goes to.
    to?: Folder,
}

/// Bring a machine into service, or take it out.
action connect, disconnect on Runner by User, Bot {
    /// Why.
    reason?: String,
}

/// Turn source into an artifact, on a runner.
action build on Repository, Pipeline by User, Bot, Job {
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
action openShell on Run, Runner, Service, Application by User, Bot {
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
action publish on Image, Artifact by User, Bot, Job {
    /// The run that built it.
    run?: Run,
    /// The change that it was built from.
    change?: Change,
}

/// Sign something built, or attest a fact about it.
action sign on Image, Artifact by User, Bot, Job {
    /// The run that built it.
    run?: Run,
    /// The predicate type, for an attestation.
    attestation?: String,
}

/// Look for vulnerabilities, and write down what was found.
action scan on Image, Artifact, Repository by User, Bot, Job

/// Mark something built as fit for an environment, or copy it to the registry used there.
action promote on Image, Artifact by User, Bot, Job {
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

/// Ask for a deployment, or do it. `deploy` is what changes the environment.
action requestDeploy, deploy on Service by User, Bot, Job {
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
    /// The approvals of this deployment so far.
    approvals?: Set<Approval>,
    /// The ticket that asks for it.
    ticket?: String,
    /// The incident that makes it necessary.
    incident?: String,
    /// Why.
    reason?: String,
    /// Whether this is an emergency in which rules give way.
    breakGlass?: Bool,
}

/// Let a deployment that a platform holds happen, or say no to it.
action approveDeploy, rejectDeploy on Service by User, Bot {
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
    /// The approvals of this deployment so far.
    approvals?: Set<Approval>,
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
action rollback on Service by User, Bot, Job {
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

/// Whatever changes what a service runs.
actions delivery = deploy, rollback

// Actions on infrastructure

/// Work out what infrastructure code would change. It runs that code: whoever may plan may use the
/// credentials of planning.
action plan on Workspace by User, Bot, Job {
    /// The run that plans.
    run?: Run,
    /// The change that is planned.
    change?: Change,
    /// Whether the plan is to look only and cannot be applied.
    speculative?: Bool,
    /// Whether everything is to be removed.
    destroys?: Bool,
}

/// Carry out a plan; remove everything.
action apply, destroy on Workspace by User, Bot, Job {
    /// The plan. Absent: whatever the code says now.
    plan?: Plan,
    /// The run that applies.
    run?: Run,
    /// The change that is applied.
    change?: Change,
    /// The ticket that asks for it.
    ticket?: String,
    /// The incident that makes it necessary.
    incident?: String,
    /// Why.
    reason?: String,
    /// Whether this is an emergency in which rules give way.
    breakGlass?: Bool,
}

/// Pass over policy checks that failed and allow it.
action overridePolicy on Workspace by User {
    /// The plan whose checks failed.
    plan?: Plan,
    /// Why.
    reason?: String,
    /// The ticket that asks for it.
    ticket?: String,
}

/// See the state of a workspace, in which its secrets are; or only what it gives out.
action readState, readOutputs on Workspace by User, Bot, Job

/// Replace the state of a workspace by hand.
action writeState on Workspace by User, Bot, Job {
    /// Why.
    reason?: String,
}

/// See or set the variables that a workspace's code is run with. Whoever sets them can make it run
/// something else.
action readVariables, writeVariables on Workspace by User, Bot, Job {
    /// Whether they are secret.
    sensitive?: Bool,
}

/// Hold a workspace so that nobody else changes it; let it go; take it from whoever holds it.
action lock, unlock, forceUnlock on Workspace by User, Bot, Job {
    /// Why.
    reason?: String,
}

/// Whatever changes infrastructure.
actions infrastructure-work = apply, destroy, writeState

// Actions on releases, applications and reconcilers

/// Install a chart, or bring a release to another version of it.
action install, upgrade on Release by User, Bot, Job {
    /// The chart.
    chart?: Artifact,
    /// Whether the chart's provenance was verified.
    verified?: Bool,
    /// Whether the chart brings definitions of resources, which belong to the whole cluster.
    definesResources?: Bool,
    /// Whether the chart runs jobs of its own before or after.
    runsHooks?: Bool,
    /// Whether the namespace is made where there is none.
    createsNamespace?: Bool,
    /// The change that it carries out.
    change?: Change,
    /// The incident that makes it necessary.
    incident?: String,
    /// Why.
    reason?: String,
    /// Whether this is an emergency in which rules give way.
    breakGlass?: Bool,
}

/// Go back to an earlier revision, with what was allowed then.
action revert as "rollback" on Release, Application by User, Bot, Job {
    /// The revision to go back to.
    revision?: String,
    /// When that revision was deployed.
    deployedAt?: Instant,
    /// The chart of that revision.
    chart?: Artifact,
    /// The incident that makes it necessary.
    incident?: String,
    /// Why.
    reason?: String,
    /// Whether this is an emergency in which rules give way.
    breakGlass?: Bool,
}

/// Remove a release and its objects.
action uninstall on Release by User, Bot, Job {
    /// Why.
    reason?: String,
}

/// Bring an application to what its repository says.
action sync on Application by User, Bot, Job {
    /// The branch, tag or commit to bring it to. Absent: the one that it follows.
    revision?: String,
    /// Whether somebody asked for it rather than the controller itself.
    manual?: Bool,
    /// Whether the revision's signature was verified.
    signed?: Bool,
    /// Whether objects that the repository does not have are removed.
    prune?: Bool,
    /// Whether objects are replaced rather than changed.
    force?: Bool,
    /// Whether nothing is to be kept.
    dryRun?: Bool,
    /// The change that it carries out.
    change?: Change,
    /// The incident that makes it necessary.
    incident?: String,
    /// Why.
    reason?: String,
    /// Whether this is an emergency in which rules give way.
    breakGlass?: Bool,
}

/// Bring an application to something else than its repository says.
action override on Application by User, Bot {
    /// Why.
    reason?: String,
}

/// Do with one of an application's objects what its kind offers: restart, resume, promote.
action invokeAction on Application by User, Bot, Job {
    /// The API group of the object.
    group?: String,
    /// The kind of the object.
    kind?: String,
    /// The namespace of the object.
    objectNamespace?: String,
    /// The name of the object.
    objectName?: String,
    /// What to do: `restart`, or `delete` and `update` for the object alone.
    name: String,
}

/// Apply a source to a cluster now, and from now on again and again.
action reconcile on Reconciler by User, Bot {
    /// The revision that is applied.
    revision?: String,
    /// Whether the source's signature was verified.
    verified?: Bool,
    /// The change that brought the revision.
    change?: Change,
}

/// Stop reconciling; begin again.
action suspend, resume on Reconciler by User, Bot {
    /// Why.
    reason?: String,
}

/// Whatever changes what a release, an application or a reconciler runs.
actions release-work = install, upgrade, revert, uninstall, sync, override, reconcile

// Actions on secrets

/// See a secret's value, give it to a run, replace its value, let a machine replace it.
///
/// Whoever may change what a run does can have whatever the run may use.
action readSecret, useSecret, writeSecret, rotateSecret on Secret, SecretBundle by User, Bot, Job {
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
