import Tensors

/// A picture of data as a value: what is shown, with the data reduced for drawing, and nothing of how large.
///
/// One plot, or a grid of figures. Equal figures render to equal bytes.
public struct Figure: Sendable {
    public private(set) var title: String
    public private(set) var subtitle: String
    public private(set) var theme: Theme
    let content: Content

    enum Content: Sendable {
        case plot(any Plot)
        case grid([Figure], columns: Int, sharesTime: Bool)
    }

    init(title: String, subtitle: String, theme: Theme = .light, content: Content) {
        self.title = title
        self.subtitle = subtitle
        self.theme = theme
        self.content = content
    }

    init(title: String, subtitle: String, plot: any Plot) {
        self.init(title: title, subtitle: subtitle, content: .plot(plot))
    }

    /// Several figures in one, row by row; their plots' sides align.
    ///
    /// Plots above each other with the same horizontal axis in seconds span the same time, which is marked once, below
    /// the last of them, unless `sharesTime` is false.
    public static func layout(
        _ figures: [Figure], columns: Int = 1, title: String = "", subtitle: String = "", sharesTime: Bool = true
    ) -> Figure {
        Figure(
            title: title, subtitle: subtitle, theme: figures.first?.theme ?? .light,
            content: .grid(figures, columns: min(max(columns, 1), max(figures.count, 1)), sharesTime: sharesTime))
    }

    /// The same figure in another theme; a grid's panels follow it.
    public func themed(_ theme: Theme) -> Figure {
        var figure = self
        figure.theme = theme
        return figure
    }

    /// The same figure under another title.
    public func titled(_ title: String, subtitle: String? = nil) -> Figure {
        var figure = self
        figure.title = title
        if let subtitle { figure.subtitle = subtitle }
        return figure
    }

    /// One sentence that says what the figure shows, for those who cannot see it.
    public var description: String {
        let text = phrase
        return text.prefix(1).uppercased() + text.dropFirst() + "."
    }

    private var phrase: String {
        let name = title.isEmpty ? "" : "\"\(title)\": "
        switch content {
        case .plot(let plot):
            let note = plot.note.map { " (\($0))" } ?? ""
            return name + plot.phrase + note
        case .grid(let figures, _, _):
            return name + "\(figures.count) plots: " + figures.map(\.phrase).joined(separator: "; ")
        }
    }
}
