// The façade's own words are few; values, requests, decisions and diagnostics are the stages'.
@_exported public import RemitModel
@_exported public import RemitSource
