import Formats
import Foundation
import TestSupport
import Testing

/// Journeys through the explorer in a real terminal.
@Suite struct ExploreWalks {
    @Test func theProbeStepsAndTheDetectorChanges() throws {
        guard let grains = Borrowed.path("sim/sto_grains_32x32x96x96_u16.npy") else { return }
        let journey = try Journey()
        try journey.open(grains)
        let tmux = journey.tmux
        let first = try tmux.wait(for: "probe (16, 16)")
        #expect(first.contains("at probe (16, 16)"))
        try tmux.press("l")
        try tmux.wait(for: "at probe (16, 17)")
        try tmux.press("j", "j", "Left")
        try tmux.wait(for: "at probe (18, 16)")
        try tmux.press("5", "l")
        try tmux.wait(for: "at probe (18, 21)")
        try tmux.press("S-Up")
        try tmux.wait("the map at (8, 21)") { $0.contains("at probe (8, 21)") && !$0.contains("computing") }
        let annular = try tmux.settled()
        #expect(annular.contains("annulus 5.7–47 px"))
        try tmux.press("d")
        try tmux.wait("the disk's map") { $0.contains("disk 4 px") && !$0.contains("computing") }
        let disk = try tmux.settled()
        // Two blanks: under the map, not in the pattern's title.
        let before = try #require(counts(annular, after: "probe (8, 21)  "))
        let after = try #require(counts(disk, after: "probe (8, 21)  "))
        // A disk on the beam takes the place of the annulus around it.
        #expect(before != after)
        try tmux.press("[", "[")
        try tmux.wait(for: "disk 3 px")
        try tmux.press("u")
        try tmux.wait(for: "disk 4 px")
        try tmux.press("u")
        try tmux.wait("the annulus again") { $0.contains("annulus 5.7–47 px") && !$0.contains("computing") }
        #expect(counts(try tmux.settled(), after: "probe (8, 21)  ") == before)
        try tmux.press("q")
        #expect(try journey.status() == 0)
        try journey.expectIntact()
    }

    @Test func theAnnulusIsDraggedByTheMouse() throws {
        guard let file = Borrowed.path("dm/scan_4d.dm4") else { return }
        let journey = try Journey()
        try journey.open(file)
        let tmux = journey.tmux
        let first = try tmux.wait(for: "annulus 5.7–19 px")
        let picture = try journey.picture("Pattern", rows: 48, columns: 40)
        // The beam's centre is (24, 20): the outer edge passes (24, 39).
        let held = picture.cell(showing: 24, 39)
        let released = picture.cell(showing: 24, 32)
        try journey.mouse(0, row: held.row, column: held.column)
        for column in stride(from: held.column, through: released.column, by: -1) {
            try journey.mouse(32, row: held.row, column: column)
        }
        try journey.mouse(0, row: released.row, column: released.column, released: true)
        let dragged = try tmux.wait("a smaller annulus") { $0.contains("annulus 5.7–1") && !$0.contains("5.7–19") }
        let settled = try tmux.wait("its map") { !$0.contains("computing") }
        let words = try #require(dragged.range(of: #"annulus 5\.7–[0-9.]+ px"#, options: .regularExpression))
        let outer = try #require(Double(dragged[words].dropFirst(12).dropLast(3)))
        #expect(abs(outer - 12) < 1.5)
        #expect(
            try #require(counts(settled, after: "probe (4, 5)  ")) < #require(counts(first, after: "probe (4, 5)  ")))
        // The whole drag is one step to undo.
        try tmux.press("u")
        try tmux.wait(for: "annulus 5.7–19 px")
        // A click on the scan places the probe there; a tab is pressed.
        let scan = try journey.picture("Scan", rows: 8, columns: 10)
        let place = scan.cell(showing: 2, 7)
        try journey.mouse(0, row: place.row, column: place.column)
        try journey.mouse(0, row: place.row, column: place.column, released: true)
        let placed = try tmux.wait(for: "at probe (2, 7)")
        let tab = try #require(placed.split(separator: "\n").first?.range(of: "2 Sweep"))
        let header = try #require(placed.split(separator: "\n").first)
        try journey.mouse(0, row: 0, column: header.distance(from: header.startIndex, to: tab.lowerBound))
        try tmux.wait(for: "MSE against k")
        try tmux.press("q")
        #expect(try journey.status() == 0)
        try journey.expectIntact()
    }

    @Test func aSweepIsStartedFollowedAndItsComponentsSeen() throws {
        guard let grains = Borrowed.path("sim/sto_grains_32x32x96x96_u16.npy") else { return }
        let journey = try Journey()
        try journey.open(grains)
        let tmux = journey.tmux
        try tmux.press("s")
        try tmux.wait(for: "Enter starts")
        try tmux.press("2", "Down", "4", "Down", "2", "Enter")
        try tmux.wait("progress", limit: 30) { $0.contains("/ 6 fits") }
        try tmux.wait(for: "finished: k = 2…4, 6 / 6 fits", limit: 60)
        try tmux.wait(for: "─ k = 4 ─")
        try tmux.press("Left")
        try tmux.wait(for: "─ k = 3 ─")
        try tmux.press("Enter")
        let shown = try tmux.wait(for: "descending")
        #expect(shown.contains("k = 3"))
        #expect(shown.contains(" %"))
        try tmux.press("l", "Enter")
        try tmux.wait(for: "2  of 3")
        try tmux.press("q")
        #expect(try journey.status() == 0)
        try journey.expectIntact()
        // The same file opened again is where it was left, and shows the sweep.
        try journey.start("'\(grains)'")
        try tmux.wait(for: "2  of 3")
        try tmux.wait(for: "finished: k = 2…4, 6 / 6 fits")
        try tmux.press("q")
        try tmux.wait(for: "ready>")
    }

    /// A screen's text: blocks may be drawn one way or the other, with their colours exchanged.
    private func withoutBlocks(_ screen: String) -> String {
        String(screen.map { "▀▄█".contains($0) ? " " : $0 })
    }

    @Test func theWindowChangesItsSize() throws {
        let journey = try Journey()
        let tmux = journey.tmux
        _ = try tmux.directory.write(SmallCube.planted.npy, to: "small.npy")
        try journey.open("small.npy")
        let first = try tmux.settled()
        try tmux.resize(columns: 80, rows: 24)
        try tmux.wait("a smaller layout") { screen in
            let lines = screen.split(separator: "\n", omittingEmptySubsequences: false)
            return lines.count == 25 && lines[23].contains("q quit") && screen.contains("probe (3, 4)")
        }
        try tmux.resize(columns: 30, rows: 8)
        try tmux.wait(for: "now 30×8")
        try tmux.wait(for: "needs 56×16")
        try tmux.resize(columns: 200, rows: 50)
        try tmux.wait("a larger layout") {
            let lines = $0.split(separator: "\n", omittingEmptySubsequences: false)
            return lines.count == 51 && lines[49].contains("q quit")
        }
        try tmux.resize(columns: 120, rows: 40)
        try tmux.wait("the first screen again") { withoutBlocks($0) == withoutBlocks(first) }
        try tmux.press("q")
        #expect(try journey.status() == 0)
        try journey.expectIntact()
    }

    @Test func anExplorerThatWaitsUsesNoProcessor() throws {
        let journey = try Journey()
        _ = try journey.tmux.directory.write(SmallCube.planted.npy, to: "small.npy")
        try journey.open("small.npy")
        let process = try journey.process()
        func ticks() throws -> Int {
            let text = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
            let fields = try #require(text.split(separator: ")").last).split(separator: " ")
            return try #require(Int(fields[11])) + #require(Int(fields[12]))
        }
        usleep(300_000)
        let before = try ticks()
        sleep(2)
        #expect(try ticks() - before <= 1)
        try journey.tmux.press("q")
        #expect(try journey.status() == 0)
    }

    @Test func aFileThatShrinksIsSaid() throws {
        let journey = try Journey()
        let tmux = journey.tmux
        let path = try tmux.directory.write(SmallCube.planted.npy, to: "small.npy")
        try journey.open("small.npy")
        truncate(path, 500)
        try tmux.press("J", "L")
        let screen = try tmux.wait(for: "became shorter")
        #expect(screen.contains("small.npy"))
        try tmux.press("h", "2", "1", "d")
        try tmux.wait(for: "probe (5, 6)")
        try tmux.press("q")
        #expect(try journey.status() == 0)
        try journey.expectIntact()
    }

    @Test func theScanOfAStackIsChosenWithItsMapInSight() throws {
        let journey = try Journey()
        let tmux = journey.tmux
        let cube = SmallCube.planted
        _ = try tmux.directory.write(
            SmallCube.npy(shape: [48, 16, 18], Array(cube.npy.suffix(48 * 288 * 2))), to: "stack.npy")
        try journey.open("stack.npy")
        try tmux.wait(for: "6 × 8 is a guess: S chooses it")
        try tmux.press("l")
        try tmux.wait(for: "scan 6 × 8 guessed")
        try tmux.press("S")
        try tmux.wait(for: "rows × columns")
        try tmux.press("1", "2")
        try tmux.wait(for: "4 × 12, nothing left over")
        try tmux.press("s")
        try tmux.wait(for: "3 × 12, 11 frames left over")
        try tmux.press("S", "Enter")
        try tmux.wait("the new map") { $0.contains("4×12 · 16×18") && !$0.contains("computing") }
        try tmux.press("q")
        #expect(try journey.status() == 0)
        try journey.expectIntact()
        try journey.open("stack.npy")
        let again = try tmux.settled()
        #expect(again.contains("4×12 · 16×18") && !again.contains("guess"))
        try tmux.press("q")
        try tmux.wait(for: "ready>")
    }

    @Test func oneOfSeveralDatasetsIsPicked() throws {
        let journey = try Journey()
        let tmux = journey.tmux
        let cube = SmallCube.scattered
        let whole = NumpyArray(shape: [3, 5, 7, 6], elements: .uint16(cube.counts))
        let part = NumpyArray(shape: [2, 5, 7, 6], elements: .uint16(Array(cube.counts.prefix(420))))
        var archive = NumpyArchive()
        (archive["whole"], archive["part"]) = (whole, part)
        try archive.write(to: tmux.directory.file("several.npz"))
        try journey.start("several.npz")
        let picker = try tmux.wait("both datasets are listed") { screen in
            ["3 × 5 × 7 × 6", "2 × 5 × 7 × 6", "Enter opens"].allSatisfy { screen.contains($0) }
        }
        let lines = picker.split(separator: "\n")
        let first = try #require(lines.first { $0.contains("× 7 × 6") })
        try tmux.press(first.contains("part") ? "Enter" : "Down")
        if !first.contains("part") { try tmux.press("Enter") }
        try tmux.wait("the part") { $0.contains("2×5 · 7×6") && !$0.contains("computing") }
        try tmux.press("q")
        #expect(try journey.status() == 0)
        try journey.expectIntact()
        try journey.open("several.npz")
        #expect(try tmux.settled().contains("2×5 · 7×6"))
        try tmux.press("q")
        try tmux.wait(for: "ready>")
    }

    @Test func whatIsShownIsWrittenByAKey() throws {
        let journey = try Journey()
        let tmux = journey.tmux
        _ = try tmux.directory.write(SmallCube.planted.npy, to: "small.npy")
        try journey.open("small.npy")
        try tmux.press("w")
        try tmux.wait(for: "small-map.tif")
        try tmux.press("Enter")
        try tmux.wait(for: "written: small-map.tif")
        try tmux.press("w", "Enter")
        try tmux.wait(for: "Enter replaces it")
        // Apart, or the two would be one key with Alt.
        try tmux.press("Escape")
        _ = try tmux.wait("the prompt closes") { !$0.contains("Enter replaces it") }
        try tmux.press("q")
        #expect(try journey.status() == 0)
        try journey.expectIntact()
        let map = try FormatCatalog.open(path: tmux.directory.file("small-map.tif"))
        #expect(map.detector.rows == 6 && map.detector.columns == 8)
    }
}
