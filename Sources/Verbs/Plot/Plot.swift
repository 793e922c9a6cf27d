import Language
import Plotting
import Sound
import Tensors

extension Theme: WordChoice {}

/// How frequency is spread along its axis.
private enum FrequencyAxis: String, WordChoice {
    case linear, log, mel

    var scale: Plotting.Scale {
        switch self {
        case .linear: .linear
        case .log: .log
        case .mel: .melSlaney
        }
    }
}

private let title = Parameter<String>("title", default: "", "The heading")
private let subtitle = Parameter<String>("subtitle", default: "", "A second, smaller line")
private let theme = Parameter<Theme>("theme", "light for print and bright rooms, dark for dark slides; light when absent")
private let axis = Parameter<FrequencyAxis>("axis", "Spread of frequency; a mel spectrogram's own mel scale, else linear, when absent")

extension Verb {
    static let plot = Verb(
        Signature(
            "plot", family: "Plot", "Draw a wave form, a spectrogram, coefficients or numbers",
            details: """
                A sound is drawn as its wave form, a spectrogram in colours that stay ordered for the colour-blind and in print, \
                coefficients in colours centred on zero, a tensor of one axis as a line and of two as colours. The figure shows \
                itself in the terminal and is written as a PNG of 1600 x 900 pixels beside the notebook's other plots.
                """,
            operand: .init(
                "VALUE", [SoundValue.type, SpectrogramValue.type, TensorValue.type, FigureValue.type], "What to draw"),
            options: [title, subtitle, theme, axis], gives: FigureValue.type,
            examples: [
                .init("plot (tone 440 Hz)[0 ms .. 10 ms], title: \"A tone\"",
                    gives: "\"A tone\": waveform of one channel, time 0 to 10 ms, amplitude up to 0.501 in size."),
                .init("plot (melspec (tone 440 Hz)), theme: dark",
                    gives: "Heat map of 128 rows and 87 columns, frequency 15.5 to 21\u{2009}700 Hz against time 0 to 1 s, level (dB) −80 to 0."),
            ])
    ) { call in
        guard let value = call.anyOperand() else { preconditionFailure("the operand is required") }
        let title = try call(title)
        let subtitle = try call(subtitle)
        var figure: Figure
        switch value {
        case let sound as SoundValue:
            figure = try .wave(
                title: title, subtitle: subtitle, channels: sound.signal.tensor, rate: sound.signal.rate)
        case let spectrogram as SpectrogramValue:
            figure = try spectrogram.heatmap(
                title: title, subtitle: subtitle,
                axis: call.given(axis)?.scale)
        case let tensor as TensorValue:
            figure = try tensor.drawn(title: title, subtitle: subtitle)
        case let former as FigureValue:
            figure = former.figure
            if !title.isEmpty || !subtitle.isEmpty {
                figure = figure.titled(title, subtitle: subtitle.isEmpty ? nil : subtitle)
            }
        default:
            throw WrongType(role: "plot", expected: call.signature.operand!.types, found: value.type)
        }
        if let theme = try call.given(theme) { figure = figure.themed(theme) }
        return FigureValue(figure)
    }
}

extension TensorValue {
    /// One axis as a line, two as colours.
    fileprivate func drawn(title: String, subtitle: String) throws -> Figure {
        guard tensor.rank == 1 else { return try .heatmap(title: title, subtitle: subtitle, values: tensor) }
        let axis = tensor.axes[0]
        let places = (0..<tensor.count).map { axis.position($0) }
        return try .lines(
            title: title, subtitle: subtitle, series: [Series("", x: places, y: tensor.floats.map(Double.init))],
            x: .init(axis.name.isEmpty ? "Index" : axis.name, unit: axis.unit), y: .init("Value"))
    }
}
