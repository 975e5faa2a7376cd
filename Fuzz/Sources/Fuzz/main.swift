import CFuzzer
import Glibc

// Fuzz list | Fuzz SUBJECT [CORPUS …] [-libFuzzer's options]
let words = CommandLine.arguments
guard words.count >= 2, words[1] != "list" else {
    for subject in Subject.all { print(subject.name) }
    exit(0)
}
guard let subject = Subject.all.first(where: { $0.name == words[1] }) else {
    print("'\(words[1])' is no subject; there are \(Subject.all.map(\.name).joined(separator: ", "))")
    exit(2)
}

/// libFuzzer calls a function without a context, so what it examines with is a global.
nonisolated(unsafe) let examine = subject.prepare()

// The driver sees the words without the subject.
let given = CommandLine.unsafeArgv
given[1] = given[0]
var count = CommandLine.argc - 1
var shifted: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = given + 1
exit(
    LLVMFuzzerRunDriver(&count, &shifted) { data, size in
        examine(UnsafeRawBufferPointer(start: data, count: size))
        return 0
    })
