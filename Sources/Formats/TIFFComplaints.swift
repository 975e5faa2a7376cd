import CTIFF
import Glibc

/// Why libtiff could not read or write a page.
struct TIFFTrouble: Error {
    let reason: String
}

/// What libtiff says first when something fails; it must live as long as the file is open.
final class TIFFComplaints {
    private var reason: String?

    var trouble: TIFFTrouble { TIFFTrouble(reason: reason ?? "libtiff gives no reason") }

    /// Options to open a file with, whose complaints come here and whose warnings nowhere; to be freed by the caller. Nil
    /// where there is no memory.
    func options() -> OpaquePointer? {
        guard let options = TIFFOpenOptionsAlloc() else { return nil }
        TIFFOpenOptionsSetErrorHandlerExtR(options, Self.keep, Unmanaged.passUnretained(self).toOpaque())
        TIFFOpenOptionsSetWarningHandlerExtR(options, { _, _, _, _, _ in 1 }, nil)
        return options
    }

    private static let keep: TIFFErrorHandlerExtR = { _, context, _, format, arguments in
        guard let context, let format, let arguments else { return 1 }
        let complaints = Unmanaged<TIFFComplaints>.fromOpaque(context).takeUnretainedValue()
        guard complaints.reason == nil else { return 1 }
        var text = [CChar](repeating: 0, count: 256)
        vsnprintf(&text, text.count, format, arguments)
        complaints.reason = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return 1
    }
}
