import Engine
import Formats

/// What can go wrong around the engine: processes, run directories, the machine, and what engine and files say.
public enum RuntimeError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A call of the system failed: which, and its reason.
    case system(String, String)
    /// A run directory cannot be used: path and reason.
    case run(path: String, reason: String)
    /// A file could not be read or written.
    case format(FormatError)
    /// The engine could not answer.
    case engine(EngineError)
    /// A key script cannot be read: the token and what was expected.
    case script(token: String, reason: String)

    public var description: String {
        switch self {
        case .system(let call, let reason): "\(call) failed: \(reason)."
        case .run(let path, let reason): "\(path): \(reason)."
        case .format(let error): error.description
        case .engine(let error): error.description
        case .script(let token, let reason): "'\(token)' in the keys: \(reason)."
        }
    }
}
