package app

import rego.v1

default allow := false

above := data.ancestors[input.principal]

list := data.attributes[input.resource]

allow if input.action in {"CreateList", "GetLists"}

allow if list.owner == input.principal

allow if {
	input.action == "GetList"
	above[list.readers]
}

allow if {
	input.action in {"GetList", "UpdateList", "CreateTask", "UpdateTask", "DeleteTask"}
	above[list.editors]
}
