/// Something that shows cells: a terminal, or a screen in memory.
public protocol ScreenDevice: AnyObject {
    /// What it can show.
    var ability: ScreenAbility { get }
    /// Shows a frame whole; a device sends only what differs from the last one.
    func show(_ frame: CellBuffer)
}
