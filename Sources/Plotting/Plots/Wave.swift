import Tensors

/// The waveform of one or several channels over time.
///
/// Long waves are kept as an envelope of at most 4096 columns: the least, the greatest, the mean and the standard
/// deviation of the samples in each; short ones as they are.
struct Wave: Plot {
    struct Facts: Codable, Hashable, Sendable {
        var x: Ruler
        var y: Ruler
        /// Seconds at the first sample and at the end of the last.
        var start: Double
        var end: Double
        /// Channels above each other, or over each other.
        var isStacked: Bool
        var names: [String]
    }

    static let kind = "wave"
    static let mostColumns = 4096

    let facts: Facts
    /// (channel, sample), or (channel, 4, column): least, greatest, mean, deviation.
    private let data: Tensor

    var tensors: [(name: String, tensor: Tensor)] { [("data", data)] }

    init(facts: Facts, tensors: [String: Tensor]) throws {
        guard let data = tensors["data"], data.rank == 2 || data.rank == 3 && data.shape[1] == 4 else {
            throw FigureDamaged("a wave without its samples")
        }
        guard facts.start.isFinite, facts.end.isFinite, (facts.end - facts.start).isFinite else {
            throw FigureDamaged("a wave without a time")
        }
        guard facts.names.isEmpty || facts.names.count == data.shape[0] else {
            throw FigureDamaged("a wave whose channels are not its names")
        }
        self.facts = facts
        self.data = data
    }

    /// `channels` is (channel, sample) with samples 1/`rate` seconds apart from `start`.
    init(channels: Tensor, rate: Double, start: Double, isStacked: Bool, names: [String], peak shared: Double? = nil) {
        let count = channels.shape[1]
        let peak = channels.withFloats { floats in floats.reduce(Float(0)) { $1.isFinite ? max($0, abs($1)) : $0 } }
        let largest = max(Double(peak), shared ?? 0)
        let limit = largest > 0 ? largest * 1.08 : 1
        let end = start + Double(count) / rate
        facts = Facts(
            x: Ruler(label: "Time", unit: "s", from: start, to: count > 0 ? end : start + 1),
            y: Ruler(label: "Amplitude", from: -limit, to: limit), start: start, end: end, isStacked: isStacked,
            names: names)
        data = count > 2 * Self.mostColumns ? envelope(of: channels, columns: Self.mostColumns) : channels
    }

    var x: Ruler { facts.x }
    var channelCount: Int { data.shape[0] }
    var lanes: [Ruler] { Array(repeating: facts.y, count: facts.isStacked ? max(channelCount, 1) : 1) }
    var hasGrid: Bool { true }
    var relativeHeight: Double { facts.isStacked ? min(0.5 + 0.25 * Double(channelCount), 1.5) : 0.75 }

    var note: String? {
        if data.count == 0 { return "no samples" }
        return data.withFloats { $0.contains { $0.isFinite } } ? nil : "no sample is a number"
    }

    func marginLabels(lane: Int, theme: Theme) -> [MarginLabel] {
        guard channelCount > 1, facts.names.count == channelCount else { return [] }
        if facts.isStacked { return [MarginLabel(text: facts.names[lane], value: 0, colour: theme.muted)] }
        let top = facts.y.upper
        return facts.names.enumerated().map { index, name in
            MarginLabel(text: name, value: top * 0.8, colour: theme.categories[index % theme.categories.count])
        }
    }

    var phrase: String {
        let channels = channelCount == 1 ? "one channel" : "\(channelCount) channels"
        let largest = data.withFloats { floats in floats.reduce(Float(0)) { $1.isFinite ? max($0, abs($1)) : $0 } }
        let peak = NumberText.brief(largest > 0 ? Double(largest) : facts.y.upper / 1.08)
        return "waveform of \(channels), \(facts.x.phrase), amplitude up to \(peak) in size"
    }

    func draw(lane: Int, in frame: Frame, on canvas: Canvas, style: Style) {
        let theme = style.theme
        if facts.isStacked || channelCount == 1 {
            draw(channel: lane, in: frame, on: canvas, theme.accent, theme: theme, opacity: 1)
        } else {
            for channel in 0..<channelCount {
                let colour = theme.categories[channel % theme.categories.count]
                draw(channel: channel, in: frame, on: canvas, colour, theme: theme, opacity: 0.7)
            }
        }
    }

    private func draw(
        channel: Int, in frame: Frame, on canvas: Canvas, _ colour: Colour, theme: Theme, opacity: Double
    ) {
        guard channel < channelCount, data.shape[data.rank - 1] > 0 else { return }
        let pixels = frame.rect.width * canvas.sampling
        let count = data.shape[data.rank - 1]
        let shown = max(abs(frame.x.upper - frame.x.lower), 1e-300)
        let ownPixels = pixels * abs(facts.end - facts.start) / shown
        let isDense = data.rank == 3 || Double(count) > 2 * ownPixels
        if isDense {
            let columns = Int(min(max(ownPixels, 1), Double(min(Self.mostColumns, count))))
            let shape = data.rank == 3 ? merged(channel, columns: columns) : spans(channel, columns: columns)
            draw(shape, in: frame, on: canvas, colour, theme: theme, opacity: opacity)
        } else {
            drawSamples(of: channel, in: frame, on: canvas, colour, opacity: opacity)
        }
    }

    /// The whole swing in a light shade, one deviation about the mean in the full colour.
    private func draw(
        _ columns: [SampleSpread?], in frame: Frame, on canvas: Canvas, _ colour: Colour, theme: Theme, opacity: Double
    ) {
        let shade = colour.mixed(with: theme.background, 0.42)
        let step = (facts.end - facts.start) / Double(columns.count)
        let samplesPerColumn = data.rank == 3 ? .infinity : Double(data.shape[1]) / Double(columns.count)
        // Half the thickness of a line that a silent stretch is seen as.
        let hair = 0.7
        for run in runs(of: columns) {
            let places = run.map { frame.x(of: facts.start + (Double($0) + 0.5) * step) }
            func outline(_ top: (SampleSpread) -> Float, _ bottom: (SampleSpread) -> Float) -> [Point] {
                let upper = zip(run, places).map { Point(x: $1, y: frame.y(of: Double(top(columns[$0]!))) - hair) }
                let lower = zip(run, places).map { Point(x: $1, y: frame.y(of: Double(bottom(columns[$0]!))) + hair) }
                return upper + lower.reversed()
            }
            let isShaded = samplesPerColumn >= 16
            canvas.fill(
                polygon: outline({ $0.greatest }, { $0.least }), isShaded ? shade : colour, opacity: opacity)
            guard isShaded else { continue }
            let body = outline(
                { min($0.mean + $0.deviation, $0.greatest) }, { max($0.mean - $0.deviation, $0.least) })
            canvas.fill(polygon: body, colour, opacity: opacity)
        }
    }

    private func drawSamples(of channel: Int, in frame: Frame, on canvas: Canvas, _ colour: Colour, opacity: Double) {
        let count = data.shape[1]
        let step = (facts.end - facts.start) / Double(count)
        let pitch = abs(frame.x(of: facts.start + step) - frame.x(of: facts.start))
        data.withFloats { floats in
            var line: [Point] = []
            func finish() {
                canvas.stroke(line, colour, width: 2.2, opacity: opacity)
                if pitch > 14 || line.count == 1 {
                    for point in line { canvas.fill(circleAt: point, radius: 4.5, colour) }
                }
                line = []
            }
            for index in 0..<count {
                let value = floats[channel * count + index]
                guard value.isFinite else {
                    finish()
                    continue
                }
                line.append(
                    Point(x: frame.x(of: facts.start + Double(index) * step), y: frame.y(of: Double(value))))
            }
            finish()
        }
    }

    private func spans(_ channel: Int, columns: Int) -> [SampleSpread?] {
        let count = data.shape[1]
        return data.withFloats { floats in
            let samples = UnsafeBufferPointer(rebasing: floats[channel * count..<(channel + 1) * count])
            return (0..<columns).map { column in
                SampleSpread(samples[count * column / columns..<count * (column + 1) / columns])
            }
        }
    }

    /// The kept columns, several of them in one where the page is narrower.
    private func merged(_ channel: Int, columns: Int) -> [SampleSpread?] {
        let count = data.shape[2]
        return data.withFloats { floats in
            let rows = UnsafeBufferPointer(rebasing: floats[channel * 4 * count..<(channel + 1) * 4 * count])
            return (0..<columns).map { column in
                let range = count * column / columns..<count * (column + 1) / columns
                return SampleSpread(merging: range.compactMap { SampleSpread(kept: rows, column: $0, of: count) })
            }
        }
    }

    /// Stretches of columns that have samples.
    private func runs(of columns: [SampleSpread?]) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        var start: Int?
        for index in 0...columns.count {
            if index < columns.count, columns[index] != nil {
                if start == nil { start = index }
            } else if let first = start {
                runs.append(first..<index)
                start = nil
            }
        }
        return runs
    }
}

extension Figure {
    /// Waveforms of `channels`, (channel, sample) or (sample), with samples 1/`rate` seconds apart from `start`
    /// seconds.
    ///
    /// `names` label the channels, which stand above each other unless `isStacked` is false. Samples that are not
    /// numbers leave a gap. The axis reaches to `peak` at least, so that several waves can be seen on one scale.
    /// Throws `UnplottableData`.
    public static func wave(
        title: String, subtitle: String = "", channels: Tensor, rate: Double, start: Double = 0,
        isStacked: Bool = true, names: [String] = [], peak: Double? = nil
    ) throws -> Figure {
        guard channels.rank == 1 || channels.rank == 2 else {
            throw UnplottableData("waveform", expected: "channels x samples", found: channels)
        }
        guard rate.isFinite, rate > 0, start.isFinite else {
            throw UnplottableData("waveform", expected: "samples at a positive rate", found: "rate \(rate) Hz")
        }
        let two = channels.rank == 2 ? channels : Tensor([1, channels.count], storage: channels.storage)
        guard names.isEmpty || names.count == two.shape[0] else {
            throw UnplottableData("waveform", expected: "as many names as channels", found: "\(names.count) names")
        }
        let wave = Wave(channels: two, rate: rate, start: start, isStacked: isStacked, names: names, peak: peak)
        return Figure(title: title, subtitle: subtitle, plot: wave)
    }
}
