import CKernels
import TestSupport
import Testing

@Suite("Unpacking kernels against one bit after the other")
struct UnpackingKernelTests {
    private static func random(_ count: Int, seed: UInt64) -> [UInt8] {
        var numbers = SeededNumbers(seed)
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &numbers) }
    }

    private typealias Kernel = (Int64, Int64, UnsafeRawPointer?, UnsafeMutableRawPointer?) -> Void

    /// What a kernel makes of planes; a guard behind the result must stay.
    private func result(_ count: Int, _ width: Int, _ planes: [UInt8], _ kernel: Kernel) -> [UInt8] {
        var elements = [UInt8](repeating: 0x5A, count: count * width + 64)
        elements.withUnsafeMutableBytes { kernel(Int64(count), Int64(width), planes, $0.baseAddress) }
        #expect(elements[(count * width)...].allSatisfy { $0 == 0x5A })
        return Array(elements[..<(count * width)])
    }

    @Test(arguments: [1, 2, 3, 4, 8, 16]) func bytesAreUnshuffled(width: Int) {
        for count in [0, 1, 7, 31, 32, 33, 64, 95, 257] {
            let elements = Self.random(count * width, seed: UInt64(count))
            let planes = (0..<width).flatMap { byte in (0..<count).map { elements[$0 * width + byte] } }
            #expect(result(count, width, planes, unshuffle_bytes) == elements, "\(count) x \(width)")
            #expect(result(count, width, planes, unshuffle_bytes_plain) == elements, "\(count) x \(width)")
        }
    }

    @Test(arguments: [1, 2, 3, 4, 8, 16]) func bitsAreUnshuffled(width: Int) {
        for count in [0, 8, 248, 256, 264, 512, 1000] {
            let elements = Self.random(count * width, seed: UInt64(count))
            var planes = [UInt8](repeating: 0, count: elements.count)
            for element in 0..<count {
                for bit in 0..<8 * width where elements[element * width + bit / 8] >> UInt8(bit % 8) & 1 == 1 {
                    planes[bit * (count / 8) + element / 8] |= 1 << UInt8(element % 8)
                }
            }
            var scratch = [UInt8](repeating: 0, count: elements.count)
            scratch.withUnsafeMutableBytes { scratch in
                let room = scratch.baseAddress
                #expect(
                    result(count, width, planes) { unshuffle_bits($0, $1, $2, $3, room) } == elements,
                    "\(count) x \(width)")
                #expect(
                    result(count, width, planes) { unshuffle_bits_plain($0, $1, $2, $3, room) } == elements,
                    "\(count) x \(width)")
            }
        }
    }

    private func unpacked(_ packed: [UInt8], _ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0x5A, count: count + 64)
        let isWhole = bytes.withUnsafeMutableBytes {
            lzf_unpack(Int64(packed.count), packed, Int64(count), $0.baseAddress)
        }
        #expect(bytes[count...].allSatisfy { $0 == 0x5A }, "nothing behind the result is touched")
        return isWhole ? Array(bytes[..<count]) : nil
    }

    @Test func runsAndRepetitionsOfLZFAreUnpacked() {
        #expect(unpacked([2, 1, 2, 3], 3) == [1, 2, 3])
        // One byte repeated: a copy of what it itself writes. 7 << 5: a length in the next byte.
        #expect(unpacked([0, 9, 1 << 5, 0], 4) == [9, 9, 9, 9])
        #expect(unpacked([0, 9, 7 << 5, 255, 0], 265) == [UInt8](repeating: 9, count: 265))
        for period in 1...20 {
            let run = (0..<period).map { UInt8($0) }
            let packed = [UInt8(period - 1)] + run + [7 << 5, 100, UInt8(period - 1)]
            #expect(unpacked(packed, period + 109) == (0..<period + 109).map { UInt8($0 % period) }, "\(period)")
        }
        #expect(
            unpacked([31] + (0..<32).map { UInt8($0) } + [1 << 5, 31], 35) == (0..<32).map { UInt8($0) } + [0, 1, 2])
    }

    @Test func damagedLZFIsRefused() {
        #expect(unpacked([2, 1, 2], 3) == nil, "a run longer than what is there")
        #expect(unpacked([2, 1, 2, 3], 4) == nil, "too little")
        #expect(unpacked([2, 1, 2, 3], 2) == nil, "too much")
        #expect(unpacked([0, 9, 1 << 5, 1], 4) == nil, "from before the beginning")
        #expect(unpacked([0, 9, 1 << 5], 4) == nil)
        #expect(unpacked([0, 9, 7 << 5], 14) == nil)
        #expect(unpacked([0, 9, 7 << 5, 0, 0], 9) == nil, "a repetition beyond the end")
    }

    @Test func anyBytesAreRefusedOrUnpackedWithinBounds() {
        for seed in 0..<2000 {
            let packed = Self.random(1 + seed % 97, seed: UInt64(seed))
            _ = unpacked(packed, seed % 300)
        }
    }

    @Test func fletchersChecksumIsThatOfWordsOneByOne() {
        // The example of the Wikipedia article, whose words are little-endian there: here the bytes are exchanged.
        #expect(fletcher32(6, [0x62, 0x61, 0x64, 0x63, 0x66, 0x65] as [UInt8]) == 0x5650_2D2A)
        for count in [0, 1, 2, 719, 720, 721, 5000] {
            let bytes = Self.random(count, seed: 7)
            var first: UInt64 = 0
            var second: UInt64 = 0
            for start in stride(from: 0, to: count, by: 2) {
                first += UInt64(bytes[start]) << 8 | (start + 1 < count ? UInt64(bytes[start + 1]) : 0)
                second += first
            }
            let sum = fletcher32(Int64(count), bytes)
            #expect(UInt64(sum & 0xFFFF) % 65535 == first % 65535, "\(count)")
            #expect(UInt64(sum >> 16) % 65535 == second % 65535, "\(count)")
        }
    }
}
