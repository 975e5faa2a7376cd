/// Values in an order that changes, each in a numbered slot that stays. Everything is O(1).
package struct LinkedSlots<Value> {
    private struct Slot {
        var value: Value?
        var previous: Int?
        var next: Int?
    }

    private var slots: [Slot] = []
    private var vacant: [Int] = []

    package init() {}

    /// The slot of the first value in order.
    package private(set) var first: Int?
    private var last: Int?

    /// - Precondition: the slot is in use.
    package subscript(slot: Int) -> Value {
        get {
            guard let value = slots[slot].value else { preconditionFailure("the slot is vacant") }
            return value
        }
        set { slots[slot].value = newValue }
    }

    package func next(after slot: Int) -> Int? { slots[slot].next }

    /// Adds a value at the end and gives its slot.
    package mutating func append(_ value: Value) -> Int {
        let slot: Int
        if let used = vacant.popLast() {
            slot = used
            slots[slot].value = value
        } else {
            slot = slots.count
            slots.append(Slot(value: value))
        }
        link(slot, after: last)
        return slot
    }

    package mutating func remove(_ slot: Int) {
        unlink(slot)
        slots[slot].value = nil
        vacant.append(slot)
    }

    package mutating func moveToFront(_ slot: Int) {
        unlink(slot)
        link(slot, after: nil)
    }

    package mutating func moveToBack(_ slot: Int) {
        unlink(slot)
        link(slot, after: last)
    }

    private mutating func link(_ slot: Int, after previous: Int?) {
        let next = previous.map { slots[$0].next } ?? first
        slots[slot].previous = previous
        slots[slot].next = next
        if let previous { slots[previous].next = slot } else { first = slot }
        if let next { slots[next].previous = slot } else { last = slot }
    }

    private mutating func unlink(_ slot: Int) {
        let (previous, next) = (slots[slot].previous, slots[slot].next)
        if let previous { slots[previous].next = next } else { first = next }
        if let next { slots[next].previous = previous } else { last = previous }
        slots[slot].previous = nil
        slots[slot].next = nil
    }
}
