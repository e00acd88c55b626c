package app

import rego.v1

default allow := false

# The rules lie in nested objects, so that a role, an action and a folder are three lookups: the form
# that OPA's documentation advises.
allow if {
	some role in data.user_roles[input.principal]
	data.rules[role][input.action][data.doc_folder[input.resource]]
}
