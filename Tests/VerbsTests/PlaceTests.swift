import Datasets
import Foundation
import Language
import Session
import Tensors
import Testing

@testable import Programs
@testable import Study
@testable import Verbs
@testable import Workplace

/// Every example of every verb with its sounds and clips in files: what these are called and where the project lies decides
/// nothing.
///
/// The name of a folder, and of a file that is given in a folder's place, is part of what is made of it and stays.
@Suite struct PlaceTests {
    /// What no example does: to plot a movie, to probe a single file, to load a clip of a data set, or a file that is compressed.
    private static let more = [
        "export (tone 440 Hz, length: 1 s) to \"a.mp4\"\nplot (load \"a.mp4\")",
        "export (tone 440 Hz, length: 1 s) to \"a.mp4\"\nprobe \"a.mp4\"",
        "export (noise 1 s) to \"set/noise/a.flac\"\nload (dataset \"set\")[1]",
        "export (noise 1 s) to \"a.flac\"\nload \"a.flac\"",
    ]

    @Test(arguments: ExampleTests.examples.map(\.source) + more)
    func namesAndPlacesDecideNothing(source: String) throws {
        let example = try FiledExample(source)
        var first: Laboratory? = try Laboratory()
        let (home, folder) = (first!.folder, first!.folder + "-moved")
        try example.put(in: home)
        _ = try first!.value(of: example.source)
        let recipe = try first!.recipe(of: example.source)
        let bits = try first!.bits(of: recipe)
        #expect(example.files.isEmpty == recipe.isSource, "\(example.source)")
        #expect(try !first!.sessionHolds(home), "\(example.source)")

        // Under other names in another place, in a session that knows nothing of it.
        let renamed = example.renamed { "renamed \($0).mp4" }
        let other = try Laboratory()
        try renamed.put(in: other.folder)
        _ = try other.value(of: renamed.source)
        #expect(try other.bits(of: recipe) == bits, "\(renamed.source)")

        // In the session that made it, where all is at hand, and what is made anew is the same.
        try FileManager.default.moveItem(atPath: home, toPath: folder)
        first = nil
        let moved = try Laboratory(folder: folder)
        func expectTheSame(_ source: String) throws {
            #expect(try moved.recipe(of: source).key == recipe.key, "\(source)")
            #expect(try moved.evaluator.isAtHand(recipe), "\(source)")
            guard let verb = Verb.named(recipe.verb), !verb.signature.costly else { return }
            try moved.store.forget(recipe.key)
            moved.evaluator.release()
            _ = try moved.value(of: source)
            #expect(try moved.bits(of: recipe) == bits, "\(source)")
        }
        try expectTheSame(example.source)
        try example.rename(to: renamed, in: folder)
        try expectTheSame(renamed.source)
        let copied = example.renamed { "beside/copy \($0).flac" }
        try copied.put(in: folder)
        try expectTheSame(copied.source)
    }
}

/// What says in itself where it comes from names files as they are called now.
@Suite struct NameTests {
    @Test(arguments: ["png", "svg"]) func aFigureNamesItsFilesAsTheyAreCalled(ending: String) throws {
        let laboratory = try Laboratory()
        func origin(_ bytes: [UInt8]) throws -> FigureOrigin {
            try #require(FigureOrigin(inside: bytes, ending: ending))
        }
        _ = try laboratory.value(of: "export (tone 440 Hz, length: 1 s) to \"a.wav\"")
        for name in ["a", "b"] {
            if name == "b" {
                try FileManager.default.moveItem(atPath: laboratory.folder + "/a.wav", toPath: laboratory.folder + "/b.wav")
            }
            let figure = "plot (load \"\(name).wav\")"
            let file = try laboratory.value(of: "export (\(figure)) to \"p.\(ending)\"") as? ExportedFile
            let exported = try origin(#require(file).bytes)
            #expect(Array(exported.inputs.keys) == ["\(name).wav"] && exported.source.contains("\(name).wav"))
            guard ending == "png" else { continue }
            let recipe = try laboratory.recipe(of: figure)
            let shown = try origin(laboratory.evaluator.png(of: recipe))
            #expect(Array(shown.inputs.keys) == ["\(name).wav"])
        }
        // Nothing of it is in what a line says.
        let listing = try Listing(laboratory.recipe(of: "export (plot (load \"b.wav\")) to \"p.\(ending)\""))
        #expect(!listing.source.contains(Phrase.names))
        #expect(
            try laboratory.recipe(of: listing.source).key
                == laboratory.recipe(of: "export (plot (load \"b.wav\")) to \"p.\(ending)\"").key)
    }
}

/// An example whose sounds and data sets come from files.
private struct FiledExample {
    /// The recipe of its last value, written out.
    private(set) var source: String
    private(set) var files: [File] = []
    /// Has the files as they were made.
    private let maker: Laboratory

    struct File {
        /// From the project's root, and as it was when it was made.
        var name, original: String
        var isFree: Bool
    }

    init(_ written: String) throws {
        maker = try Laboratory()
        let lines = written.split(separator: "\n")
        for count in lines.indices.dropLast() where lines[count].hasPrefix("export") {
            _ = try maker.value(of: lines[...count].joined(separator: "\n"))
        }
        var filing = Filing(maker: maker)
        let recipe = try filing.filed(maker.recipe(of: written))
        let listing = Listing(recipe)
        source = listing.source
        let fixed = recipe.namesThatCount
        files = listing.inputs.map { File(name: $0.path, original: $0.path, isFree: !fixed.contains($0.path)) }
    }

    /// The same, read from files of other names: `name` gives the n-th one's.
    func renamed(_ name: (Int) -> String) -> FiledExample {
        var other = self
        for index in files.indices where files[index].isFree {
            other.files[index].name = name(index + 1)
            other.source = other.source.replacing("\"\(files[index].name)\"", with: "\"\(name(index + 1))\"")
        }
        return other
    }

    /// Copies the files into a project where they are not there.
    func put(in folder: String) throws {
        for file in files {
            let place = URL(fileURLWithPath: folder + "/" + file.name)
            guard !FileManager.default.fileExists(atPath: place.path) else { continue }
            try FileManager.default.createDirectory(at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
            try FileManager.default.copyItem(atPath: maker.folder + "/" + file.original, toPath: place.path)
        }
    }

    func rename(to other: FiledExample, in folder: String) throws {
        for (file, renamed) in zip(files, other.files) where file.name != renamed.name {
            try FileManager.default.moveItem(atPath: folder + "/" + file.name, toPath: folder + "/" + renamed.name)
        }
    }
}

/// Puts the sounds and data sets that recipes begin with into files.
private struct Filing {
    let maker: Laboratory
    /// The files and folders, by what they hold.
    private var names: [Key: String] = [:]

    init(maker: Laboratory) { self.maker = maker }

    /// The recipe with its sounds loaded and its data sets read, and with a file wherever one is taken.
    mutating func filed(_ recipe: Recipe) throws -> Recipe {
        let signature = Verb.named(recipe.verb)?.signature
        var operands: [(role: String, ingredients: [Recipe.Ingredient])] = []
        for (role, ingredients) in recipe.operands {
            let takesFile = signature?.read.contains { $0.role == role && $0.operand.isFile } ?? false
            operands.append((role, try ingredients.map { try filed($0, takesFile: takesFile) }))
        }
        let options = try recipe.options.map { ($0.key, try filed($0.value, takesFile: false)) }
        return Recipe(verb: recipe.verb, version: recipe.version, operands: operands, options: options)
    }

    private mutating func filed(_ ingredient: Recipe.Ingredient, takesFile: Bool) throws -> Recipe.Ingredient {
        guard case .recipe(let recipe) = ingredient else { return ingredient }
        let makesSound = Verb.named(recipe.verb)?.signature.gives == SoundValue.type
        if takesFile {
            let name = try file(of: recipe.isSource && makesSound ? recipe : maker.recipe(of: "noise 500 ms"))
            return .file(path: name, digest: try maker.store.digest(ofSource: name, in: maker.places))
        }
        guard recipe.isSource else { return .recipe(try filed(recipe)) }
        return .recipe(try maker.recipe(of: makesSound ? "load \"\(file(of: recipe))\"" : "dataset \"\(folder(of: recipe))\""))
    }

    private mutating func file(of sound: Recipe) throws -> String {
        if let name = names[sound.key] { return name }
        let name = "sound \(names.count + 1).wav"
        _ = try maker.value(of: "export (\(Listing(sound).source)) to \"\(name)\"")
        names[sound.key] = name
        return name
    }

    private mutating func folder(of world: Recipe) throws -> String {
        if let name = names[world.key] { return name }
        let name = "world \(names.count + 1)"
        let data = try #require(try maker.value(of: Listing(world).source) as? DatasetValue)
        let made = try #require(data.table.stage?.folder)
        try FileManager.default.copyItem(atPath: maker.folder + "/" + made, toPath: maker.folder + "/" + name)
        names[world.key] = name
        return name
    }
}

extension Signature {
    /// What it takes that is not to be written.
    fileprivate var read: [(role: String, operand: Operand)] {
        (operand.map { [("", $0)] } ?? []) + phrases.filter { $0.preposition != "to" }.map { ($0.preposition, $0.operand) }
    }
}

extension Recipe {
    /// Whether nothing goes into it but what is written.
    fileprivate var isSource: Bool { ingredients.allSatisfy { if case .literal = $0 { true } else { false } } }

    /// Of the files that it is made from, those whose names are part of what is made.
    fileprivate var namesThatCount: Set<String> {
        let own = Verb.named(verb)?.signature.operand?.isFolder ?? false ? paths : []
        return parents.reduce(into: Set(own)) { $0.formUnion($1.namesThatCount) }
    }
}

extension Laboratory {
    /// All that is kept of the value and of what it was made from, as far as it is kept.
    fileprivate func bits(of recipe: Recipe) throws -> [String] {
        var all: [String] = [recipe.key.description]
        if let payload = try store.payload(recipe.key) {
            all += [payload.type, payload.line, payload.facts]
            all += payload.tensors.map { name, tensor in
                "\(name) \(tensor.shape) \(tensor.withFloats { Key(digesting: UnsafeRawBufferPointer($0)) })"
            }
            all += payload.bytes.map { "\($0.name) \(Key(digesting: $0.bytes))" }
        }
        return try recipe.parents.reduce(all) { try $0 + bits(of: $1) }
    }

    /// Whether a text stands anywhere in what the session has written down.
    fileprivate func sessionHolds(_ text: String) throws -> Bool {
        let session = URL(fileURLWithPath: folder + "/.foley")
        return try FileManager.default.subpathsOfDirectory(atPath: session.path).contains { path in
            let file = session.appendingPathComponent(path)
            guard !file.hasDirectoryPath else { return false }
            return try Data(contentsOf: file).range(of: Data(text.utf8)) != nil
        }
    }
}
