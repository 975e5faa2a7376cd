import ArgumentParser
import Runtime

/// How much of the machine is used; the same for every verb that computes.
struct ComputingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Threads; by default all that scheduler, SLURM_CPUS_PER_TASK and control groups allow. No result depends on it.",
            valueName: "n"))
    var threads: Int?

    func validate() throws {
        if let threads, !(1...1024).contains(threads) { throw ValidationError("--threads takes 1 to 1024") }
    }

    /// How many threads compute.
    var count: Int { threads ?? Threads.available }
}
