import Language
import Plotting
import Programs

private let title = Parameter<String>("title", default: "", "The heading above all")
private let columns = Parameter<Int>("columns", default: 1, in: 1...8, "Figures side by side")
private let theme = Parameter<Theme>("theme", "light or dark; the first figure's when absent")

extension Verb {
    static let layout = Verb(
        Signature(
            "layout", family: "Plot", "Several figures in one",
            details: """
                The figures fill the rows from left to right. Plots above each other on the same clock share their time axis, so \
                that what is seen at one moment stands in one line.
                """,
            operand: .init("FIGURES", [FigureValue.type, .series], "The figures, as in [a, b]", takesList: true),
            options: [title, columns, theme], gives: FigureValue.type,
            examples: [
                .init(
                    """
                    a = noise 1 s
                    layout [(plot a), (plot (melspec a))], title: "Twice the same noise"
                    """,
                    gives: """
                        "Twice the same noise": 2 plots: waveform of one channel, time 0 to 1 s, amplitude up to 0.43 in size; \
                        heat map of 128 rows and 87 columns, frequency 15.5 to 21\u{2009}700 Hz against time 0 to 1 s, level (dB) −26.5 to 0.
                        """)
            ])
    ) { call in
        // A series of figures is a list of them.
        let figures = try call.list().flatMap { ($0 as? SeriesValue)?.elements ?? [$0] }.map { value in
            guard let figure = value as? FigureValue else {
                throw WrongType(role: "layout", expected: [FigureValue.type], found: value.type)
            }
            return figure.figure
        }
        var figure = try Figure.layout(figures, columns: call(columns), title: call(title))
        if let theme = try call.given(theme) { figure = figure.themed(theme) }
        return FigureValue(figure)
    }
}
