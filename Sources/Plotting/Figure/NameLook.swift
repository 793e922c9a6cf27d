/// How the names below a plot are written so that none is left out: level, on a slant, or upright and smaller.
struct NameLook: Sendable {
    let text: TextStyle
    let turn: Turn
    /// Height that the names take below the axis.
    let room: Double
    private let longest: Double
    private let short: ShortNames

    enum Turn: Sendable {
        case level
        case slanted
        case upright
    }

    /// Smaller text than this, in page units, is not read.
    static let smallest = 10.0

    /// For `names` at even distances along `length`, below a plot in a panel of this height: they take a third of it at most.
    init(_ names: [String], along length: Double, height: Double, _ style: Style, _ canvas: Canvas) {
        let pitch = length / Double(max(names.count, 1))
        func widest(_ text: TextStyle) -> Double {
            names.prefix(500).map { canvas.lettering.size(of: $0, text).width }.max() ?? 0
        }
        var text = style.tick
        longest = min(240 * style.scale, height / 3)
        if widest(text) <= pitch * 0.92 {
            turn = .level
            room = text.size * 1.25
        } else if pitch >= text.size * 1.25 {
            turn = .slanted
            room = min(widest(text), longest) * 0.72 + text.size
        } else {
            turn = .upright
            text.size = min(text.size, max(pitch / 1.12, Self.smallest))
            room = min(widest(text), longest) + text.size * 0.4
        }
        self.text = text
        short = ShortNames(names, fitting: turn == .level ? .max : Self.characters(in: longest, of: text))
    }

    /// About how many characters there is room for.
    static func characters(in length: Double, of text: TextStyle) -> Int { Int(length / (text.size * 0.56)) }

    /// Writes the names of `ruler` below an axis from `left`, their tops at `top`.
    func write(_ ruler: Ruler, from left: Double, width: Double, top: Double, _ canvas: Canvas) {
        let ticks = ruler.ticks(length: width, gap: turn == .level ? text.size * 0.2 : text.size * 0.06) {
            turn == .level ? canvas.lettering.size(of: $0, text).width : text.size
        }
        for tick in ticks {
            let x = left + ruler.fraction(of: tick.value) * width
            switch turn {
            case .level:
                canvas.lettering.write(tick.label, at: Point(x: x, y: top + text.size * 0.5), .middle, text)
            case .slanted:
                let end = Point(x: x + text.size * 0.3, y: top + text.size * 0.3)
                canvas.lettering.write(short[tick.label], at: end, .end, text, maxWidth: longest, turned: -45)
            case .upright:
                canvas.lettering.write(
                    short[tick.label], at: Point(x: x, y: top), .end, text, maxWidth: longest, turned: -90)
            }
        }
    }
}
