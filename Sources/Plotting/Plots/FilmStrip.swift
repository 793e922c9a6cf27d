import Tensors

/// Pictures side by side along a clock, each in the middle of the stretch that it stands for.
struct FilmStrip: Plot {
    struct Facts: Codable, Hashable, Sendable {
        var x: Ruler
        /// Where the middle of each picture lies, rising.
        var times: [Double]
        var shape: Double
    }

    static let kind = "film strip"
    static let limit = 64

    let facts: Facts
    private let stills: [Still]

    var tensors: [(name: String, tensor: Tensor)] {
        stills.enumerated().map { ("picture\($0)", $1.colours) }
    }

    init(facts: Facts, tensors: [String: Tensor]) throws {
        guard facts.times.count <= Self.limit, facts.times.allSatisfy(\.isFinite), facts.shape >= 0.01, facts.shape <= 100
        else { throw FigureDamaged("a film strip that does not fit together") }
        stills = try facts.times.indices.map { index in
            guard let still = Still(colours: tensors["picture\(index)"], weights: nil, caption: "") else {
                throw FigureDamaged("picture \(index + 1) without its pixels")
            }
            return still
        }
        self.facts = facts
    }

    init(_ stills: [Still], at times: [Double], during stretch: ClosedRange<Double>) {
        self.stills = stills
        facts = Facts(
            x: Ruler(label: "Time", unit: "s", from: stretch.lowerBound, to: stretch.upperBound), times: times,
            shape: stills.first?.shape ?? 1)
    }

    var x: Ruler { facts.x }
    var lanes: [Ruler] { [Ruler(label: "", from: 0, to: 1)] }
    var hasHeights: Bool { false }
    var note: String? { stills.isEmpty ? "nothing to show" : nil }
    /// As tall as the pictures are when they fill their stretches, beside a plot of half the page.
    var relativeHeight: Double { min(3.3 / (Double(max(stills.count, 1)) * facts.shape), 0.5) }

    var phrase: String { "film strip of \(stills.count) picture\(stills.count == 1 ? "" : "s"), \(facts.x.phrase)" }

    func draw(lane: Int, in frame: Frame, on canvas: Canvas, style: Style) {
        let middles = facts.times.map { frame.x(of: $0) }
        let pitch = zip(middles, middles.dropFirst()).map { $1 - $0 }.min() ?? frame.rect.width
        let notch = 10 * style.scale
        let height = max(min(frame.rect.height - notch, (pitch - 4) / facts.shape), 0)
        for (still, middle) in zip(stills, middles) where middle >= frame.rect.x && middle <= frame.rect.right {
            let rect = canvas.snapped(
                Rect(
                    x: middle - height * facts.shape / 2, y: frame.rect.bottom - notch - height,
                    width: height * facts.shape, height: height))
            guard rect.isDrawable else { continue }
            still.draw(in: rect, on: canvas, style.theme, most: 0)
            canvas.rule(
                from: Point(x: middle, y: rect.bottom), to: Point(x: middle, y: frame.rect.bottom), style.theme.muted, width: 2)
        }
    }
}

/// What happens from when to when, one thing after another along a clock: spoken words.
struct Spans: Plot {
    struct Facts: Codable, Hashable, Sendable {
        var x: Ruler
        var spans: [Span]
    }

    struct Span: Codable, Hashable, Sendable {
        var text: String
        var start, end: Double
    }

    static let kind = "spans"
    let facts: Facts
    var tensors: [(name: String, tensor: Tensor)] { [] }

    init(facts: Facts, tensors: [String: Tensor]) throws {
        guard facts.spans.allSatisfy({ $0.start.isFinite && $0.end.isFinite }) else {
            throw FigureDamaged("spans without a place")
        }
        self.facts = facts
    }

    init(_ spans: [Span], during stretch: ClosedRange<Double>) {
        facts = Facts(
            x: Ruler(label: "Time", unit: "s", from: stretch.lowerBound, to: stretch.upperBound), spans: spans)
    }

    var x: Ruler { facts.x }
    var lanes: [Ruler] { [Ruler(label: "", from: 0, to: 1)] }
    var hasHeights: Bool { false }
    var note: String? { nil }
    var relativeHeight: Double { 0.13 }

    var phrase: String {
        "\(facts.spans.count) span\(facts.spans.count == 1 ? "" : "s"): "
            + facts.spans.prefix(20).map {
                "\($0.text) \(NumberText.brief($0.start)) to \(NumberText.brief($0.end)) s"
            }.joined(separator: ", ")
    }

    func draw(lane: Int, in frame: Frame, on canvas: Canvas, style: Style) {
        for span in facts.spans {
            let left = frame.x(of: max(span.start, frame.x.range.lowerBound))
            let right = frame.x(of: min(span.end, frame.x.range.upperBound))
            let rect = Rect(x: left, y: frame.rect.y, width: right - left - 3, height: frame.rect.height)
            guard rect.isDrawable else { continue }
            canvas.fill(rect, style.theme.accent, opacity: 0.18)
            canvas.fill(Rect(x: rect.x, y: rect.y, width: min(4, rect.width), height: rect.height), style.theme.accent)
            write(span.text, in: rect, on: canvas, style)
        }
    }

    /// Level where it fits, a little smaller if need be, else upright.
    private func write(_ name: String, in rect: Rect, on canvas: Canvas, _ style: Style) {
        var text = style.tick
        text.colour = style.theme.ink
        text.size = min(text.size * 1.1, rect.height * 0.7)
        let fit = (rect.width - 10) / max(canvas.lettering.size(of: name, text).width, 1)
        let middle = Point(x: rect.middle.x + 2, y: rect.middle.y)
        if fit >= 0.65 {
            text.size *= min(fit, 1)
            canvas.lettering.write(name, at: middle, .middle, text)
        } else {
            text.size = min(text.size * 0.8, rect.width - 4)
            guard text.size >= 8 else { return }
            canvas.lettering.write(name, at: middle, .middle, text, maxWidth: rect.height * 0.94, turned: -90)
        }
    }
}

extension Figure {
    /// Pictures along a clock, the middle of each at its time in seconds, with `stretch` from side to side. Throws
    /// `UnplottableData`.
    public static func filmStrip(
        title: String, subtitle: String = "", _ stills: [Still], at times: [Double], during stretch: ClosedRange<Double>
    ) throws -> Figure {
        guard stills.count == times.count, stills.count <= FilmStrip.limit else {
            throw UnplottableData(
                "film strip", expected: "up to \(FilmStrip.limit) pictures with a time each",
                found: "\(stills.count) pictures and \(times.count) times")
        }
        return Figure(title: title, subtitle: subtitle, plot: FilmStrip(stills, at: times, during: stretch))
    }

    /// Names of what happens from `start` to `end`, in seconds along a clock.
    public static func spans(
        title: String, subtitle: String = "", _ spans: [(text: String, start: Double, end: Double)],
        during stretch: ClosedRange<Double>
    ) -> Figure {
        let kept = spans.filter { $0.start.isFinite && $0.end.isFinite }
        return Figure(
            title: title, subtitle: subtitle,
            plot: Spans(kept.map { .init(text: $0.text, start: $0.start, end: $0.end) }, during: stretch))
    }
}
