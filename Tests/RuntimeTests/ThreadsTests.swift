import Foundation
import Runtime
import TestSupport
import Testing

@Suite struct ThreadsTests {
    @Test func theSmallestLimitCounts() {
        #expect(Threads.available(inMask: 8, share: nil, quota: nil) == 8)
        #expect(Threads.available(inMask: 8, share: "3", quota: nil) == 3)
        #expect(Threads.available(inMask: 2, share: "64", quota: nil) == 2)
        #expect(Threads.available(inMask: 8, share: "4", quota: 2.5) == 3)
        #expect(Threads.available(inMask: 8, share: nil, quota: 0.1) == 1)
        #expect(Threads.available(inMask: 2, share: nil, quota: 1e30) == 2)
        for nonsense in ["", "0", "-1", "many", "2.5"] {
            #expect(Threads.available(inMask: 5, share: nonsense, quota: nil) == 5)
        }
        #expect(Threads.available(inMask: 0, share: nil, quota: nil) >= 1)
        #expect(Threads.available >= 1)
        #expect(Threads.available <= ProcessInfo.processInfo.processorCount)
    }

    @Test func quotasAreRead() {
        #expect(ControlGroups.quota("150000 100000\n") == 1.5)
        for text in ["max 100000", "-1 100000", "", "1", "1 0", "x y", "1 2 3"] {
            #expect(ControlGroups.quota(text) == nil, "\(text)")
        }
    }

    @Test func theTightestOfAllGroupsAboveCounts() throws {
        let directory = try TemporaryDirectory()
        func quota(_ files: [String: String], member: String) throws -> Double? {
            let root = directory.file(UUID().uuidString)
            for (path, text) in files {
                let url = URL(fileURLWithPath: root + "/" + path)
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(text.utf8).write(to: url)
            }
            let membership = directory.file(UUID().uuidString)
            try Data(member.utf8).write(to: URL(fileURLWithPath: membership))
            return ControlGroups(mount: root, membership: membership).processorQuota
        }
        let groups = ["a/cpu.max": "300000 100000\n", "a/b/cpu.max": "max 100000\n", "c/cpu.max": "1000 100000\n"]
        #expect(try quota(groups, member: "0::/a/b\n") == 3)
        // A container sees its own group at the top.
        #expect(try quota(["cpu.max": "200000 100000"], member: "0::/far/away\n") == 2)
        #expect(try quota([:], member: "0::/\n") == nil)
        let old = ["cpu/job/cpu.cfs_quota_us": "50000\n", "cpu/job/cpu.cfs_period_us": "100000\n"]
        #expect(try quota(old, member: "4:memory:/job\n3:cpu,cpuacct:/job\n") == 0.5)
        #expect(try quota(old, member: "nonsense") == nil)
        #expect(ControlGroups(mount: directory.path, membership: directory.file("none")).processorQuota == nil)
    }
}
