import Glibc
import Screen

/// A terminfo entry of our own over the user's: it can say every colour that a terminal may know, so that their depth can
/// be changed while the screen runs; and it does not claim that erasing takes the background colour, which is not so in a
/// multiplexer under another terminal's name. Compiled by `tic` into a directory of its own, which lives only while
/// ncurses reads it.
package struct OwnEntry: Sendable {
    /// Name to start the screen by.
    package let name: String
    /// Terminfo source, as `tic -x` reads it.
    package let source: String

    /// - Parameter base: the user's TERM; nil comes back for names that are no plain words.
    package init?(over base: String) {
        let plain = base.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "+"),
                UInt8(ascii: "."):
                true
            default: false
            }
        }
        guard plain, !base.isEmpty else { return nil }
        name = "braggart-" + base
        source = """
            \(name)|\(base) as braggart drives it,
            \tbce@, ccc@, initc@, oc@, RGB, colors#0x3000000, pairs#0x10000, op=\\E[39;49m,
            \tsetaf=\(Self.color(plain: 3, bright: 9)),
            \tsetab=\(Self.color(plain: 4, bright: 10)),
            \tuse=\(base),

            """
    }

    /// The sequence that says a colour by its number in `ColorNumbers`: 24 bits, a palette entry, a named colour.
    /// Neither delimiters nor parameters have a form that tmux, screen or the Linux console would not read.
    private static func color(plain: Int, bright: Int) -> String {
        let direct = "\\E[\(plain)8;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%dm"
        let palette = "\\E[\(plain)8;5;%p1%{255}%&%dm"
        let named = "%p1%{8}%&%t\\E[\(bright)%p1%{7}%&%dm%e\\E[\(plain)%p1%{7}%&%dm"
        return "%?%p1%{16777216}%<%t\(direct)%e%p1%{33554432}%<%t\(palette)%e\(named)%;"
    }

    /// Compiles the entry and runs `body` while ncurses can find it.
    /// - Returns: what `body` gives; nil where the entry could not be made (no `tic`, no room).
    package func whileInstalled<Result>(_ body: () -> Result) -> Result? {
        guard let directory = Self.makeDirectory() else { return nil }
        let file = directory + "/source"
        let folder = directory + "/" + String(name.prefix(1))
        defer {
            unlink(file)
            unlink(folder + "/" + name)
            rmdir(folder)
            rmdir(directory)
        }
        guard Self.write(source, to: file), Self.run(["tic", "-x", "-o", directory, file]) else { return nil }
        let before = getenv("TERMINFO_DIRS").map { String(cString: $0) }
        setenv("TERMINFO_DIRS", directory + ":" + (before ?? ""), 1)
        defer {
            if let before { setenv("TERMINFO_DIRS", before, 1) } else { unsetenv("TERMINFO_DIRS") }
        }
        return body()
    }

    private static func makeDirectory() -> String? {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array((parent + "/braggart-terminfo-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else { return nil }
        return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static func write(_ text: String, to path: String) -> Bool {
        guard let file = fopen(path, "we") else { return false }
        let written = fputs(text, file) >= 0
        return fclose(file) == 0 && written
    }

    /// Runs a program found in PATH, silently. True when it ended with 0.
    private static func run(_ words: [String]) -> Bool {
        var files = posix_spawn_file_actions_t()
        guard posix_spawn_file_actions_init(&files) == 0 else { return false }
        defer { posix_spawn_file_actions_destroy(&files) }
        for descriptor: Int32 in 0...2 {
            let error = posix_spawn_file_actions_addopen(&files, descriptor, "/dev/null", O_RDWR, 0)
            guard error == 0 else { return false }
        }
        var arguments = words.map { strdup($0) } + [nil]
        defer {
            for argument in arguments { free(argument) }
        }
        var process: pid_t = 0
        guard posix_spawnp(&process, words[0], &files, nil, &arguments, environ) == 0 else { return false }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 {
            if errno != EINTR { return false }
        }
        return status == 0
    }
}
