import CSystem
import Foundation

/// The processors that this process may use.
public enum Threads {
    /// The smallest of what the scheduler's mask (taskset, cpusets), a batch job's share (SLURM_CPUS_PER_TASK) and the
    /// control groups' quota allow; at least 1.
    public static var available: Int {
        available(
            inMask: Int(processor_count()), share: ProcessInfo.processInfo.environment["SLURM_CPUS_PER_TASK"],
            quota: ControlGroups().processorQuota)
    }

    /// - Parameters:
    ///   - mask: processors in the scheduler's mask; below 1 where it is not known.
    ///   - share: a whole number as text; anything else does not count.
    ///   - quota: processor time per time; a part of a processor counts as one.
    package static func available(inMask mask: Int, share: String?, quota: Double?) -> Int {
        var count = mask >= 1 ? mask : max(1, ProcessInfo.processInfo.activeProcessorCount)
        if let share = share.flatMap(Int.init), share >= 1 { count = min(count, share) }
        if let quota, quota > 0, quota < Double(count) { count = Int(quota.rounded(.up)) }
        return max(1, count)
    }
}

/// The limits that the system's control groups set for this process, of version 2 (`cpu.max`) and of version 1
/// (`cpu.cfs_quota_us`).
package struct ControlGroups {
    /// Where the groups are mounted, and the file that names the process's own.
    private let mount: String
    private let membership: String

    package init(mount: String = "/sys/fs/cgroup", membership: String = "/proc/self/cgroup") {
        self.mount = mount
        self.membership = membership
    }

    /// Processor time per time: the smallest quota of the process's groups and all above them; nil where there is none.
    package var processorQuota: Double? {
        guard let text = read(membership) else { return nil }
        var quotas: [Double] = []
        for line in text.split(separator: "\n") {
            // number:controllers:path; version 2 has the number 0 and no controllers.
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { continue }
            let controllers = fields[1].split(separator: ",")
            if fields[1].isEmpty {
                quotas += quotasAbove(fields[2], below: mount) { read($0 + "/cpu.max").flatMap(Self.quota) }
            } else if controllers.contains("cpu") {
                quotas += quotasAbove(fields[2], below: mount + "/cpu") { folder in
                    guard let time = read(folder + "/cpu.cfs_quota_us"),
                        let period = read(folder + "/cpu.cfs_period_us")
                    else { return nil }
                    return Self.quota(time + " " + period)
                }
            }
        }
        return quotas.min()
    }

    /// From a group upwards; inside a container its path may not be there, but the top of what is mounted is.
    private func quotasAbove(_ path: Substring, below mount: String, _ quota: (String) -> Double?) -> [Double] {
        var parts = path.split(separator: "/")
        var found = [quota(mount)]
        while !parts.isEmpty {
            found.append(quota(mount + "/" + parts.joined(separator: "/")))
            parts.removeLast()
        }
        return found.compactMap { $0 }
    }

    /// From "TIME PERIOD"; nil for "max" and for what is below 0.
    package static func quota(_ text: String) -> Double? {
        let numbers = text.split(whereSeparator: \.isWhitespace).map { Double($0) }
        guard numbers.count == 2, let time = numbers[0], let period = numbers[1], time > 0, period > 0 else {
            return nil
        }
        return time / period
    }

    private func read(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }
}
