package app

import rego.v1

default allow := false

asks := data.attributes[input.principal]

above := data.ancestors[input.resource]

owns if {
	some document in asks.ownedDocuments
	above[document]
}

owns if {
	some folder in asks.ownedFolders
	above[folder]
}

allow if {
	input.action == "read"
	above[asks.documentsAndFoldersWithViewAccess]
}

allow if {
	input.action == "read"
	data.attributes[input.resource].isPublic
}

allow if {
	input.action in {"read", "write", "share"}
	owns
}

allow if {
	input.action == "changeOwner"
	input.resource in asks.ownedDocuments
}

allow if {
	input.action == "createDocument"
	input.resource in asks.ownedFolders
}
