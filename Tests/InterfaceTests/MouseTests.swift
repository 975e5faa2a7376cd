import DataCube
import Interface
import Questions
import Screen
import Session
import Testing

@Suite("Mouse")
struct MouseTests {
    private func mouse(_ kind: MouseEvent.Kind, _ row: Int, _ column: Int) -> InputEvent {
        .mouse(MouseEvent(kind, row: row, column: column))
    }

    @Test("A tab in the title bar shows its workspace")
    func tabs() throws {
        for (columns, rows) in [(56, 16), (80, 24), (200, 60)] {
            var hands = Hands(try Synthetic.finished())
            (hands.rows, hands.columns) = (rows, columns)
            for workspace in [Workspace.components, .explore, .sweep] {
                let tab = try #require(hands.layout.tabs.first { $0.workspace == workspace }).rect
                for column in [tab.column, tab.right - 1] {
                    hands.session.apply(.stepWorkspace(1))
                    hands.event(mouse(.press, 0, column))
                    #expect(hands.session.view.workspace == workspace)
                    hands.event(mouse(.release, 0, column))
                }
            }
        }
    }

    @Test("A hint in the footer runs its command")
    func hints() throws {
        for session in [try Synthetic.explored(), try Synthetic.finished(), try Synthetic.components()] {
            let hands = Hands(session)
            #expect(hands.layout.hints.count >= 5)
            for hint in hands.layout.hints {
                var pressed = hands
                pressed.event(mouse(.press, hint.rect.row, hint.rect.column))
                var expected = session
                expected.apply(.say(nil))
                if let reason = hint.command.unavailable(session) {
                    expected.apply(.say(Message(.warning, reason)))
                } else {
                    for action in hint.command.actions(session, 1) { expected.apply(action) }
                }
                #expect(pressed.session.view == expected.view && pressed.session.intent == expected.intent)
            }
        }
    }

    @Test("Every position of the scan is reached by pressing where it is drawn")
    func probe() throws {
        var hands = Hands(try Synthetic.explored())
        let geometry = try #require(hands.layout.scan)
        for row in 0..<Synthetic.scan.rows {
            for column in 0..<Synthetic.scan.columns {
                let pixel = geometry.pixel(row: Double(row), column: Double(column))
                hands.event(mouse(.press, geometry.cells.row + pixel.row / 2, geometry.cells.column + pixel.column))
                hands.event(mouse(.release, 0, 0))
                #expect(hands.session.intent.probe == ScanPosition(row: row, column: column))
            }
        }
        #expect(hands.session.view.focus == .scan && hands.session.view.grip == nil)
    }

    @Test("The probe follows a drag, also off the picture, until the button is up")
    func probeDrag() throws {
        var hands = Hands(try Synthetic.explored())
        let cells = try #require(hands.layout.scan).cells
        hands.event(mouse(.drag, cells.row, cells.column))
        #expect(hands.session.intent.probe == ScanPosition(row: 6, column: 8), "nothing is held")
        hands.event(mouse(.press, cells.row, cells.column))
        #expect(hands.session.intent.probe == ScanPosition(row: 0, column: 0))
        hands.event(mouse(.drag, 39, 119))
        #expect(hands.session.intent.probe == ScanPosition(row: 15, column: 19))
        hands.event(mouse(.release, 39, 119))
        hands.event(mouse(.drag, cells.row, cells.column))
        #expect(hands.session.intent.probe == ScanPosition(row: 15, column: 19))
    }

    @Test("The detector is resized by its edge and moved by its centre, each drag one undo step")
    func detectorDrag() throws {
        var hands = Hands(try Synthetic.explored())
        hands.session.apply(
            .setDetector(
                .annulus(AnnulusDetector(center: DetectorPoint(row: 16, column: 16), inner: 5, outer: 11))))
        let start = hands.session.intent
        let geometry = try #require(hands.layout.pattern)
        func cell(_ row: Double, _ column: Double) -> (row: Int, column: Int) {
            let pixel = geometry.pixel(row: row, column: column)
            return (geometry.cells.row + pixel.row / 2, geometry.cells.column + pixel.column)
        }
        func annulus() throws -> AnnulusDetector { try #require(hands.session.detector?.part as? AnnulusDetector) }
        let reach = max(geometry.rowStep, geometry.columnStep) * 2

        var place = cell(16, 27)
        hands.event(mouse(.press, place.row, place.column))
        #expect(hands.session.view.grip == .detector(.outer) && hands.session.view.focus == .pattern)
        place = cell(16, 30)
        hands.event(mouse(.drag, place.row, place.column))
        hands.event(mouse(.release, place.row, place.column))
        let resized = try annulus()
        #expect(abs(resized.outer - 14) < reach && resized.inner == 5)
        hands.press("u")
        #expect(hands.session.intent == start)

        place = cell(16, 11)
        hands.event(mouse(.press, place.row, place.column))
        #expect(hands.session.view.grip == .detector(.inner))
        hands.event(mouse(.release, place.row, place.column))

        place = cell(16, 16)
        hands.event(mouse(.press, place.row, place.column))
        #expect(hands.session.view.grip == .detector(.center))
        place = cell(10, 20)
        hands.event(mouse(.drag, place.row, place.column))
        hands.event(mouse(.release, place.row, place.column))
        #expect(try annulus().center.distance(to: DetectorPoint(row: 10, column: 20)) < 2 * reach)
        #expect(try annulus().outer == 11)

        place = cell(1, 1)
        hands.event(mouse(.press, place.row, place.column))
        #expect(hands.session.view.grip == .pixel)
        #expect(hands.session.pixel.distance(to: DetectorPoint(row: 1, column: 1)) < reach)
    }

    @Test("The wheel zooms the picture under it, steps k and components, and scrolls help")
    func wheel() throws {
        var hands = Hands(try Synthetic.explored())
        let scan = try #require(hands.layout.scan).cells
        let pattern = try #require(hands.layout.pattern).cells
        hands.event(mouse(.wheelUp, scan.row + 1, scan.column + 1))
        #expect(hands.session.view.scanZoom == 1.25 && hands.session.view.patternZoom == 1)
        hands.event(mouse(.wheelUp, pattern.row + 1, pattern.column + 1))
        hands.event(mouse(.wheelDown, scan.row + 1, scan.column + 1))
        #expect(hands.session.view.scanZoom == 1 && hands.session.view.patternZoom == 1.25)
        hands.press("?")
        hands.event(mouse(.wheelDown, 20, 60))
        #expect(hands.session.view.overlay == .help(scroll: 3))
        hands.event(mouse(.wheelUp, 20, 60))
        #expect(hands.session.view.overlay == .help(scroll: 0))

        var sweeping = Hands(try Synthetic.finished())
        sweeping.event(mouse(.wheelDown, 10, 10))
        #expect(sweeping.session.intent.k == 5)
        sweeping.session.apply(.show(.components))
        sweeping.event(mouse(.wheelDown, 10, 10))
        #expect(sweeping.session.intent.component == 1)
    }

    @Test("Pressing beside an overlay closes it, pressing on it does nothing")
    func overlays() throws {
        var hands = Hands(try Synthetic.explored())
        hands.press("i")
        let overlay = hands.layout.overlay
        let before = hands.session.intent
        hands.event(mouse(.press, overlay.row + 1, overlay.column + 1))
        #expect(hands.session.view.overlay == .information(scroll: 0))
        hands.event(mouse(.press, 0, 0))
        #expect(hands.session.view.overlay == nil && hands.session.intent == before)
    }

    @Test("Every k is chosen by pressing its column, a pair by pressing its tile")
    func plotAndTiles() throws {
        var hands = Hands(try Synthetic.finished())
        let plot = try #require(hands.layout.panes[.errors])
        var chosen: [Int] = []
        for column in plot.column..<plot.right {
            hands.event(mouse(.press, plot.row + 4, column))
            chosen.append(hands.session.intent.k)
        }
        #expect(chosen == chosen.sorted() && Set(chosen) == Set(2...8))
        hands.session.apply(.chooseK(5))
        Synthetic.answer(&hands.session)
        hands.session.apply(.show(.components))
        for component in [4, 0, 2, 3, 1] {
            let tile = try #require(hands.layout.tiles.first { $0.component == component && !$0.isLarge })
            hands.event(mouse(.press, tile.rect.row, tile.rect.column))
            #expect(hands.session.intent.component == component && !hands.session.view.isMaximized)
        }
    }

    @Test("The exchange follows the mouse along its bar and beyond its ends, and the wheel over it")
    func exchange() throws {
        for (rows, columns) in [(24, 80), (40, 120), (48, 160)] {
            var hands = Hands(try Synthetic.comparedComponents())
            (hands.rows, hands.columns) = (rows, columns)
            let bar = try #require(hands.layout.slider)
            hands.event(mouse(.press, bar.row, bar.right - 1))
            #expect(hands.session.slider?.amount == 0.4)
            hands.event(mouse(.drag, 0, bar.column + (bar.columns - 1) / 2))
            #expect(hands.session.slider.map { abs($0.part - 0.5) < 0.06 } == true)
            hands.event(mouse(.drag, bar.row, columns - 1))
            #expect(hands.session.slider?.part == 1)
            hands.event(mouse(.drag, bar.row, 0))
            hands.event(mouse(.release, bar.row, 0))
            #expect(hands.session.slider?.part == 0)
            hands.event(mouse(.drag, bar.row, bar.right - 1))
            #expect(hands.session.slider?.part == 0, "it was let go")
            hands.event(mouse(.wheelUp, bar.row, bar.column))
            #expect(hands.session.slider.map { abs($0.part - 0.02) < 1e-9 } == true)
            hands.session.apply(.undo)
            #expect(hands.session.intent.exchange == nil)
        }
    }

    @Test("A position is chosen on the map of the residual, a curve by its name")
    func residualAndCurves() throws {
        var hands = Hands(try Synthetic.comparedComponents(.toggleResidual))
        let map = try #require(hands.layout.residual).map
        let pixel = map.pixel(row: 3, column: 17)
        hands.event(mouse(.press, map.cells.row + pixel.row / 2, map.cells.column + pixel.column))
        #expect(hands.session.intent.probe == ScanPosition(row: 3, column: 17))
        #expect(hands.session.view.workspace == .components && hands.session.view.showsResidual)
        hands.session.apply(.show(.sweep))
        for curve in Curve.allCases.reversed() {
            let name = try #require(hands.layout.curves.first { $0.curve == curve }).rect
            hands.event(mouse(.press, name.row, name.column + 1))
            #expect(hands.session.view.curve == curve)
        }
        let pane = try #require(hands.layout.panes[.suggestion])
        hands.event(mouse(.press, pane.row + 1, pane.column + 3))
        #expect(hands.session.view.overlay == .evidence(scroll: 0))
        hands.event(mouse(.press, 0, 0))
        (hands.rows, hands.columns) = (16, 56)
        for curve in Curve.allCases {
            hands.session.apply(.chooseCurve(curve))
            #expect(hands.layout.curves.contains { $0.curve == curve }, "the shown one is always named")
        }
    }

    @Test("A pane's upper edge gives it the screen and takes it back; its inside gives it the focus")
    func panes() throws {
        for session in [try Synthetic.explored(), try Synthetic.judged(.agreed), try Synthetic.comparedComponents()] {
            for pane in session.panes {
                var hands = Hands(session)
                (hands.rows, hands.columns) = (60, 200)
                let rect = try #require(hands.layout.panes[pane], "\(pane)")
                hands.event(mouse(.press, rect.row, rect.right - 1))
                #expect(hands.layout.panes.keys.map { $0 } == [pane] && hands.session.pane == pane)
                let whole = try #require(hands.layout.panes[pane])
                hands.event(mouse(.press, whole.row, whole.right - 1))
                #expect(hands.layout.panes.count == session.panes.count && hands.session.pane == pane)
                guard pane != .suggestion else { continue }
                var inside = Hands(session)
                (inside.rows, inside.columns) = (60, 200)
                inside.event(mouse(.press, rect.bottom - 1, rect.column + 1))
                #expect(inside.session.pane == pane && !inside.session.view.isMaximized)
            }
        }
    }

    @Test("Dragging over the plot against k moves the chosen k")
    func dragCount() throws {
        var hands = Hands(try Synthetic.finished())
        let plot = try #require(hands.layout.panes[.errors])
        hands.event(mouse(.press, plot.row + 5, plot.column + 10))
        #expect(hands.session.intent.k == 2)
        for column in stride(from: plot.column + 10, to: plot.right, by: 3) {
            hands.event(mouse(.drag, plot.row + 5, column))
        }
        #expect(hands.session.intent.k == 8)
        hands.event(mouse(.release, plot.row + 5, plot.right))
        hands.event(mouse(.drag, plot.row + 5, plot.column + 10))
        #expect(hands.session.intent.k == 8 && hands.session.view.grip == nil)
    }

    @Test("Nothing that the mouse does anywhere stops the program")
    func anywhere() throws {
        for (_, session) in try Scenes.all() {
            for (rows, columns) in [(16, 56), (24, 80), (5, 9)] {
                var hands = Hands(session)
                (hands.rows, hands.columns) = (rows, columns)
                for row in stride(from: -1, through: rows, by: 3) {
                    for column in stride(from: -1, through: columns, by: 7) {
                        for kind in [MouseEvent.Kind.press, .drag, .wheelUp, .release, .wheelDown] {
                            for action in interpret(
                                mouse(kind, row, column), hands.session, hands.layout, isQuick: false)
                            {
                                hands.session.apply(action)
                            }
                        }
                    }
                }
                #expect(hands.session.dataset.scan.contains(hands.session.intent.probe))
            }
        }
    }

    @Test("A scan shape is taken by a click on it; the wheel goes through them")
    func scanShapes() throws {
        var hands = Hands(try Synthetic.unshaped())
        let places = try #require(hands.layout.scanLayout)
        let third = try #require(places.list.shown.first { $0.place == 2 })
        hands.event(mouse(.press, third.row, places.list.rect.column + 3))
        let form = try #require(hands.session.scanLayoutForm)
        let offered = hands.session.proposals(form)
        #expect(hands.session.scanLayoutForm?.columns == offered[2].layout.shape.columns)
        hands.event(mouse(.wheelUp, third.row, places.list.rect.column))
        #expect(hands.session.scanLayoutForm?.columns == offered[1].layout.shape.columns)
        hands.event(mouse(.press, places.numbers.row, places.numbers.column))
        #expect(hands.session.scanLayoutForm?.columns == offered[1].layout.shape.columns)
        hands.event(mouse(.press, 0, 0))
        #expect(hands.session.view.overlay == nil)
    }

    @Test("A dataset is chosen by a click and opened by a second one; the wheel goes through them")
    func datasets() throws {
        var hands = Hands(try Synthetic.picking())
        let list = try #require(hands.layout.list)
        let third = try #require(list.shown.first { $0.place == 2 })
        hands.event(mouse(.press, third.row, list.rect.column + 2))
        #expect(hands.session.view.overlay == .datasets(selected: 2))
        hands.event(mouse(.wheelDown, third.row, list.rect.column))
        #expect(hands.session.view.overlay == .datasets(selected: 3))
        hands.event(mouse(.wheelUp, third.row, list.rect.column))
        hands.event(mouse(.press, third.row, list.rect.column + 2))
        #expect(hands.session.takeOrders() == [.openDataset(Synthetic.listed[2])])
    }
}
