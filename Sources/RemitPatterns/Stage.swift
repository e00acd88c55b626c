// Matching is written in this target; the patterns themselves are data of RemitModel.
