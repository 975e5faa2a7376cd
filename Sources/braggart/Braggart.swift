import ArgumentParser
import CSystem
import Glibc
import Runtime

/// The program: a verb per file in Verbs, the explorer when none is named.
@main struct Braggart: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "braggart",
        abstract: "A terminal explorer for 4D-STEM data.",
        discussion: """
            Opens a dataset in the terminal: scan map and diffraction pattern as heatmaps, virtual detectors by mouse and \
            keys, non-negative matrix factorization with the MSE curve live.

            Examples:
              braggart scan.npy
              braggart info scan.dm4
              braggart convert scan.dm4 scan.hspy
              braggart virtual scan.npy --detector 'annulus(63.5,63.5,12,40)' -o map.npy
              braggart sweep scan.npy --k 2...15 --restarts 20 -o runs.npz
            """,
        version: Version.current,
        subcommands: [
            Explore.self, Info.self, Convert.self, Virtual.self, Pattern.self, SweepVerb.self, Runs.self, NMF.self,
            PCA.self,
            Simulate.self,
            Frame.self, Keys.self, Worker.self,
        ],
        defaultSubcommand: Explore.self)

    /// A limit on the size of files is an error when writing, not a death that leaves half a file behind. Large
    /// matrices leave no gaps behind.
    static func main() {
        signal(SIGXFSZ, SIG_IGN)
        large_memory_returns()
        main(nil)
    }
}
