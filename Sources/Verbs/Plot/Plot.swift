import Datasets
import Language
import Plotting
import Programs
import Workplace

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
private let axis = Parameter<FrequencyAxis>(
    "axis", "Spread of frequency; a mel spectrogram's own mel scale, else linear, when absent")
private let pictures = Parameter<Int>(
    "pictures", in: 1...60, "How many pictures of a movie; about ten, or eight beside its sound, when absent")

extension Verb {
    static let plot = Verb(
        Signature(
            "plot", family: "Plot", "Draw a sound, a movie, a spectrogram, numbers, a data set or a report",
            details: """
                A sound is drawn as its wave form, a spectrogram in colours that stay ordered for the colour-blind and in \
                print, coefficients in colours centred on zero, a tensor of one axis as a line, of two as colours and of three \
                as small pictures. Frames are a film strip with their times; a movie is a film strip over its mel spectrogram \
                on one clock, and so is one clip of a data set of movies, with its words between them where they are known. A \
                data set is a page of twelve of its sounds, some of every class; a model is its learning curves, a report a \
                page of scores, a prediction bars or, over time, colours; a table of names and numbers is bars. The figure \
                shows itself in the terminal and is written as a PNG of 1600 x 900 pixels beside the notebook's other plots.
                """,
            operand: .init("VALUE", ValueTypes.drawable.map { $0.type }, "What to draw"),
            options: [title, subtitle, theme, axis, pictures], gives: FigureValue.type,
            examples: [
                .init(
                    "plot (tone 440 Hz)[0 ms .. 10 ms], title: \"A tone\"",
                    gives: "\"A tone\": waveform of one channel, time 0 to 10 ms, amplitude up to 0.501 in size."),
                .init(
                    "plot (melspec (tone 440 Hz)), theme: dark",
                    gives:
                        "Heat map of 128 rows and 87 columns, frequency 15.5 to 21\u{2009}700 Hz against time 0 to 1 s, level (dB) −80 to 0."
                ),
            ], version: 4)
    ) { call in
        guard let value = call.anyOperand() else { preconditionFailure("the operand is required") }
        guard let drawable = value as? any Drawable else {
            throw WrongType(role: "plot", expected: call.signature.operand!.types, found: value.type)
        }
        var figure = try drawable.drawn(
            DrawingWishes(
                title: call(title), subtitle: call(subtitle), axis: call.given(axis)?.scale, pictures: call.given(pictures),
                context: call.context, shelf: call.shelf, restore: call.work.restoreStage))
        if let theme = try call.given(theme) { figure = figure.themed(theme) }
        return FigureValue(figure)
    }
}
