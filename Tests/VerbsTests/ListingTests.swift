import Foundation
import Language
import Plotting
import Session
import Testing

@testable import Programs
@testable import Study
@testable import Verbs
@testable import Workplace

/// A recipe written out is a program that means the same recipe again; nothing is run here.
@Suite struct ListingTests {
    private static let plots = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("plots").path

    static let figures: [String] = FileManager.default.enumerator(atPath: plots)!
        .compactMap { $0 as? String }.filter { $0.hasSuffix(".png") }.sorted()

    /// What `source` would make, whether or not the files that it names are there.
    private func recipe(of source: String) throws -> Recipe {
        let content = try #require(Key(String(repeating: "a", count: 64)))
        let planner = Planner(places: try Laboratory().places) { _ in content }
        var environment = Environment()
        var last: Recipe?
        for statement in try parse(source) {
            let plan = try planner.plan(try bind(statement, in: .foley, scope: environment), in: environment)
            if let name = statement.name?.text {
                environment.define(name, plan.meaning, origin: Origin(id: "test", isLine: false))
            }
            if case .value(let recipe, _) = plan.meaning { last = recipe }
        }
        return try #require(last)
    }

    @Test("the recipe of an example reads back as the same recipe", arguments: ExampleTests.examples.indices)
    func readsBack(example index: Int) throws {
        let recipe = try recipe(of: ExampleTests.examples[index].source)
        let listing = Listing(recipe).source
        #expect(try self.recipe(of: listing).key == recipe.key, "\(listing)")
    }

    @Test func noNameIsAVerb() throws {
        let source = """
            world = stage clips: 9
            parts = split world by class, test: [bell]
            plot (where parts.test by class, is: bell)
            """
        #expect(
            Listing(try recipe(of: source)).source.split(separator: "\n").compactMap { $0.split(separator: " ").first }
                == ["dataset1", "split1", "value", "dataset2", "plot"])
    }

    @Test("the recipe inside a figure of the repository means that figure", arguments: ListingTests.figures)
    func everyFigureHasARecipe(figure: String) throws {
        let file = try Array(Data(contentsOf: URL(fileURLWithPath: Self.plots + "/" + figure)))
        let text = try #require(try PNGFile.text(in: file)[FigureOrigin.keyword])
        let origin = try FigureOrigin(text: text, path: figure)
        #expect(Listing(try recipe(of: origin.source)).source == origin.source)
    }
}
