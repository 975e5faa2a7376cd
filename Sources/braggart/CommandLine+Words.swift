import Interface

/// A command line of this program from its parts; empty ones are left out.
func commandLine(_ parts: [String]) -> String {
    (["braggart"] + parts).filter { !$0.isEmpty }.joined(separator: " ")
}
