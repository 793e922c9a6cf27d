import Foundation
import Tensors

/// A figure's facts as they are stored: everything but its numbers, which are tensors beside it.
struct FigureRecord: Codable {
    var title: String
    var subtitle: String
    var theme: Theme
    var plot: PlotRecord?
    var grid: GridRecord?

    struct GridRecord: Codable {
        var columns: Int
        var sharesTime: Bool
        var figures: [FigureRecord]
    }

    /// Grids within grids that a stored figure may have.
    static let deepest = 8

    /// Plots are numbered in order; the tensors of plot 2 have names that begin with `2.`.
    init(_ figure: Figure, tensors: inout [(name: String, tensor: Tensor)], plots: inout Int) {
        title = figure.title
        subtitle = figure.subtitle
        theme = figure.theme
        switch figure.content {
        case .plot(let plot):
            for (name, tensor) in plot.tensors { tensors.append(("\(plots).\(name)", tensor)) }
            self.plot = PlotRecord(plot, number: plots)
            plots += 1
        case .grid(let figures, let columns, let sharesTime):
            var records: [FigureRecord] = []
            for figure in figures { records.append(FigureRecord(figure, tensors: &tensors, plots: &plots)) }
            grid = GridRecord(columns: columns, sharesTime: sharesTime, figures: records)
        }
    }

    func figure(tensors: [String: Tensor], depth: Int = 0) throws -> Figure {
        guard depth <= Self.deepest else { throw FigureDamaged("grids within grids") }
        let content: Figure.Content
        switch (plot, grid) {
        case (let plot?, nil): content = .plot(try plot.plot(tensors: tensors))
        case (nil, let grid?):
            guard grid.columns >= 1, grid.columns <= max(grid.figures.count, 1) else {
                throw FigureDamaged("a grid of \(grid.columns) columns")
            }
            let figures = try grid.figures.map { try $0.figure(tensors: tensors, depth: depth + 1) }
            content = .grid(figures, columns: grid.columns, sharesTime: grid.sharesTime)
        default: throw FigureDamaged("neither a plot nor a grid")
        }
        return Figure(title: title, subtitle: subtitle, theme: theme, content: content)
    }
}

/// The facts of one plot of any kind.
struct PlotRecord: Codable {
    let number: Int
    private let kind: any Plot.Type
    private let facts: any Codable & Sendable

    private enum Key: String, CodingKey {
        case kind
        case number
        case facts
    }

    init(_ plot: some Plot, number: Int) {
        self.number = number
        kind = type(of: plot)
        facts = plot.facts
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        number = try values.decode(Int.self, forKey: .number)
        let name = try values.decode(String.self, forKey: .kind)
        guard let kind = plotKinds.first(where: { $0.kind == name }) else {
            throw FigureDamaged("a plot of the unknown kind \"\(name)\"")
        }
        func facts<P: Plot>(of kind: P.Type) throws -> any Codable & Sendable {
            try values.decode(P.Facts.self, forKey: .facts)
        }
        self.kind = kind
        self.facts = try facts(of: kind)
    }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(kind.kind, forKey: .kind)
        try values.encode(number, forKey: .number)
        try values.encode(facts, forKey: .facts)
    }

    func plot(tensors: [String: Tensor]) throws -> any Plot {
        let prefix = "\(number)."
        var own: [String: Tensor] = [:]
        for (name, tensor) in tensors where name.hasPrefix(prefix) {
            own[String(name.dropFirst(prefix.count))] = tensor
        }
        func plot<P: Plot>(of kind: P.Type) throws -> any Plot {
            guard let facts = facts as? P.Facts else { throw FigureDamaged("facts of another kind of plot") }
            return try P(facts: facts, tensors: own)
        }
        return try plot(of: kind)
    }
}

extension Figure {
    /// The figure as it is stored: canonical JSON of everything but its numbers, and these as named tensors.
    public func stored() throws -> (facts: String, tensors: [(name: String, tensor: Tensor)]) {
        var tensors: [(name: String, tensor: Tensor)] = []
        var plots = 0
        let record = FigureRecord(self, tensors: &tensors, plots: &plots)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (String(decoding: try encoder.encode(record), as: UTF8.self), tensors)
    }

    /// The figure that `stored` describes; throws `FigureDamaged` where the parts do not make one.
    public init(facts: String, tensors: [(name: String, tensor: Tensor)]) throws {
        let named = Dictionary(tensors.map { ($0.name, $0.tensor) }, uniquingKeysWith: { first, _ in first })
        do {
            let record = try JSONDecoder().decode(FigureRecord.self, from: Data(facts.utf8))
            self = try record.figure(tensors: named)
        } catch let fault as FigureDamaged {
            throw fault
        } catch {
            throw FigureDamaged("facts that are not a figure's")
        }
    }
}

/// A stored figure whose parts do not make a figure.
public struct FigureDamaged: Fault, Hashable {
    /// What was found in it.
    public let found: String

    init(_ found: String) { self.found = found }

    public var cause: String { "the stored figure is damaged: it holds \(found)" }
    public var remedy: String? { "run the cell that made it again" }
}
