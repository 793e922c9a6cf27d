import Language
import Session

private let width = Parameter<PixelCount>("width", default: PixelCount(1600), in: 200...8000, "Width; the height is 9/16 of it")

extension Verb {
    /// A figure drawn as the PNG that a cell shows; people write `plot` or `export`.
    public static let png = Verb(
        Signature(
            "png", family: "Plot", "Draw a figure", operand: .init("FIGURE", [FigureValue.type], "The figure"),
            options: [width], gives: ExportedFile.type, version: 4)
    ) { call in
        let figure: FigureValue = try call.operand()
        let bytes = try figure.file(
            "png", width: call(width).count, origin: call.origin, for: call)
        return ExportedFile(path: "", bytes: bytes, content: "png")
    }

    /// The recipe of a figure's picture.
    static func pngRecipe(of figure: Recipe, width: Int = 1600) -> Recipe {
        png.recipe(
            [("", [.recipe(figure)])], [("width", .literal(PixelCount(width).scalar.description))]
        ).sayingNames
    }
}

extension Recipe {
    /// What a figure's file is made from is written in it, with the names that files have: so they are part of its recipe.
    var sayingNames: Recipe {
        guard let names else { return self }
        return Recipe(
            verb: verb, version: version, operands: operands,
            options: options + [(Phrase.names, .literal(Scalar.text(names.description).description))])
    }
}
