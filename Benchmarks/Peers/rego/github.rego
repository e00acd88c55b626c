package app

import rego.v1

default allow := false

# Who has a level may do what the levels below it may.
levels := {
	"read": ["readers", "triagers", "writers", "maintainers", "admins"],
	"triage": ["triagers", "writers", "maintainers", "admins"],
	"write": ["writers", "maintainers", "admins"],
	"maintain": ["maintainers", "admins"],
	"admin": ["admins"],
}

owner_levels := {
	"read": ["readers", "writers", "admins"],
	"triage": ["writers", "admins"],
	"write": ["writers", "admins"],
	"maintain": ["admins"],
	"admin": ["admins"],
}

above := data.ancestors[input.principal]

repository := data.attributes[input.resource]

allow if {
	some level in levels[input.action]
	above[repository[level]]
}

allow if {
	some level in owner_levels[input.action]
	above[data.attributes[repository.owner][level]]
}
