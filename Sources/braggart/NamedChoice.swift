import ArgumentParser

/// All names of a kind, as help shows them.
func names<Name: CaseIterable & RawRepresentable>(_ type: Name.Type) -> String where Name.RawValue == String {
    Name.allCases.map(\.rawValue).joined(separator: ", ")
}

/// Reads one of the names of a kind.
func named<Name: CaseIterable & RawRepresentable & Sendable>(
    _ type: Name.Type
) -> @Sendable (String) throws -> Name where Name.RawValue == String {
    { text in
        guard let name = Name(rawValue: text) else {
            throw ValidationError("'\(text)': expected one of \(names(type))")
        }
        return name
    }
}
