public import Language
public import Plotting
public import Session

/// A figure: what is shown, not how large.
public struct FigureValue: Value {
    public static let type = ValueType("figure")
    public let figure: Figure

    public init(_ figure: Figure) { self.figure = figure }

    public var line: String { figure.description }
    public var shown: Shown { .figure(self) }

    public func payload() throws -> Payload {
        let (facts, tensors) = try figure.stored()
        return Payload(type: Self.type.name, line: line, facts: facts, tensors: tensors)
    }

    public init(payload: Payload) throws {
        self.init(try Figure(facts: payload.facts, tensors: payload.tensors))
    }

    /// The figure as a file of 16:9, `width` pixels wide; a PNG carries where it came from.
    ///
    /// - Parameter format: `png`, `svg` or `pdf`.
    public func file(_ format: String, width: Int, origin: Listing?, for call: Arguments) throws -> [UInt8] {
        let height = width * 9 / 16
        let renderer = try call.easel.renderer()
        func text(_ lettering: LetteringReport) throws -> String? {
            try origin.map {
                let engine = call.shelf.engine.with(renderer.versions)
                return try FigureOrigin(
                    $0, width: width, engine: engine, levels: call.shelf.levels, lettering: lettering
                ).text
            }
        }
        func drawn(_ lettering: LetteringReport) throws -> Rendering {
            let text = try text(lettering)
            let output: PictureFormat =
                switch format {
                case "svg": .svg(width: width, height: height, metadata: text)
                case "pdf": .pdf(width: width * 6 / 10, height: height * 6 / 10)
                default: .png(width: width, height: height, text: text.map { [FigureOrigin.keyword: $0] } ?? [:])
                }
            return try figure.render(output, with: renderer)
        }
        var rendering = try drawn(.usual)
        // Which fonts it takes is known when it is drawn.
        if !rendering.lettering.isUsual { rendering = try drawn(rendering.lettering) }
        if let warning = rendering.warning { call.context.note(warning) }
        return rendering.bytes
    }
}
