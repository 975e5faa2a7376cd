/// What the named colours are for where a theme does not say it. Users give them shades of their own, so they are told
/// apart by what everybody keeps: black and white are the ends, and bright variants are brighter.
extension Theme {
    static let dark16: [Role: UInt8] = [
        .background: 0, .surface: 4, .border: 8, .borderFocused: 14, .title: 15, .text: 15, .dim: 7, .accent: 14,
        .accentText: 0, .key: 11, .good: 10, .warning: 11, .error: 9, .probe: 14, .detector: 12, .mask: 8, .series1: 14,
        .series2: 11, .series3: 10, .gridline: 8,
    ]
    static let dark8: [Role: UInt8] = [
        .background: 0, .surface: 4, .border: 4, .borderFocused: 6, .title: 7, .text: 7, .dim: 6, .accent: 6,
        .accentText: 0, .key: 3, .good: 2, .warning: 3, .error: 1, .probe: 6, .detector: 2, .mask: 4, .series1: 6,
        .series2: 3, .series3: 2, .gridline: 4,
    ]
    static let light16: [Role: UInt8] = [
        .background: 15, .surface: 7, .border: 8, .borderFocused: 4, .title: 0, .text: 0, .dim: 8, .accent: 4,
        .accentText: 15, .key: 5, .good: 4, .warning: 5, .error: 1, .probe: 4, .detector: 5, .mask: 8, .series1: 4,
        .series2: 1, .series3: 5, .gridline: 7,
    ]
    static let light8: [Role: UInt8] = [
        .background: 7, .surface: 6, .border: 4, .borderFocused: 1, .title: 0, .text: 0, .dim: 4, .accent: 4,
        .accentText: 7, .key: 1, .good: 4, .warning: 5, .error: 1, .probe: 4, .detector: 5, .mask: 4, .series1: 4,
        .series2: 1, .series3: 5, .gridline: 6,
    ]
}
