import Foundation
import Tensors
import Testing

@testable import Session

struct StoreValueTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func mel(columns: Int) -> Payload {
        let axes = [
            Axis("frequency", unit: "Hz", .values([0.1, 1e-300, .infinity, -.infinity])),
            Axis("time", unit: "s", .linear(start: -0.0, step: 0.1)),
        ]
        let classes = Axis("class", .labels(["dog", "b\"ell\n", "дождь"]))
        let numbers = (0..<4 * columns).map { Float($0) / 3 }
        return Payload(
            type: "spectrogram", line: "96 mel x 216 frames · 5.0 s", facts: "{\"scale\":\"decibel\"}",
            tensors: [
                ("z", Tensor([4, columns], axes: axes, numbers)),
                ("classes", Tensor([3], axes: [classes], [.nan, -0.0, .infinity])),
                ("scalar", Tensor([], [7])),
                ("empty", Tensor([0, 5], [])),
            ],
            bytes: [("png", [1, 2, 3]), ("nothing", [])])
    }

    @Test("a payload comes back exactly, small or large, also after opening again", arguments: [2, 40_000])
    func roundTrip(columns: Int) throws {
        let payload = mel(columns: columns)
        let recipe = plainRecipe("melspec")
        try scratch.open().put(payload, recipe, seconds: 1.5)

        let store = try scratch.open()
        #expect(try store.contains(recipe.key))
        let found = try #require(try store.payload(recipe.key))
        #expect(found.type == payload.type)
        #expect(found.line == payload.line)
        #expect(found.facts == payload.facts)
        #expect(found.tensors.map(\.name) == payload.tensors.map(\.name))
        for (a, b) in zip(found.tensors, payload.tensors) {
            #expect(a.tensor.shape == b.tensor.shape)
            #expect(a.tensor.axes == b.tensor.axes)
            #expect(a.tensor.floats.map(\.bitPattern) == b.tensor.floats.map(\.bitPattern))
        }
        #expect(found.bytes.map(\.name) == payload.bytes.map(\.name))
        #expect(found.bytes.map(\.bytes) == payload.bytes.map(\.bytes))
        let entry = try #require(try store.entry(recipe.key))
        #expect(entry.type == "spectrogram" && entry.line == payload.line && entry.seconds == 1.5 && entry.isHeld)
        #expect(FileManager.default.fileExists(atPath: store.objectPath(recipe.key)) == (columns > 1000))
    }

    @Test("several values are kept in one, large and small, and found in the order asked for")
    func several() throws {
        let store = try scratch.open()
        let recipes = (0..<5).map { plainRecipe("several", $0) }
        try store.put(plainPayload("first"), recipes[1], seconds: 1)
        let values = recipes[..<4].enumerated().map {
            (payload: plainPayload("value \($0)", kilobytes: $0 == 2 ? 64 : 1), recipe: $1)
        }
        try store.put(values + [values[0], values[2]], seconds: 2)
        let keys = [3, 4, 2, 1, 0, 3].map { recipes[$0].key }
        let lines = try store.payloads(keys).map { $0?.line }
        #expect(lines == ["value 3", nil, "value 2", "first", "value 0", "value 3"])
        #expect(try store.payloads(keys, parallel: Parallel(threads: 2)).map { $0?.line } == lines)
        #expect(FileManager.default.fileExists(atPath: store.objectPath(recipes[2].key)))
        #expect(try FileManager.default.contentsOfDirectory(atPath: store.aside).isEmpty)
        try store.forget(recipes.map(\.key))
        #expect(try store.payloads(keys).allSatisfy { $0 == nil })
        #expect(try store.recipe(recipes[2].key) != nil)
    }

    @Test("of several values none is kept where one cannot be")
    func noneOfSeveral() throws {
        let store = try scratch.open()
        let recipes = (0..<2).map { plainRecipe("several", $0) }
        var bad = plainPayload("bad")
        bad.tensors.append(bad.tensors[0])
        #expect(throws: FormatFault.self) {
            try store.put([(plainPayload("good", kilobytes: 64), recipes[0]), (bad, recipes[1])], seconds: 0)
        }
        #expect(try store.payloads(recipes.map(\.key)).allSatisfy { $0 == nil })
        #expect(try FileManager.default.contentsOfDirectory(atPath: store.aside).isEmpty)
    }

    @Test("a value that was never stored is absent")
    func absent() throws {
        let store = try scratch.open()
        let key = Key(digesting: "nothing".utf8)
        #expect(try !store.contains(key))
        #expect(try store.entry(key) == nil)
        #expect(try store.payload(key) == nil)
        #expect(try store.recipe(key) == nil)
    }

    @Test("a stored value is never modified by storing it again")
    func immutable() throws {
        let store = try scratch.open()
        let recipe = plainRecipe("load")
        try store.put(plainPayload("first", kilobytes: 64), recipe, seconds: 1)
        try store.put(plainPayload("second", kilobytes: 64), recipe, seconds: 2)
        #expect(try store.payload(recipe.key)?.line == "first")
        #expect(try FileManager.default.contentsOfDirectory(atPath: store.aside).isEmpty)
    }

    @Test("a mapped value outlives the store and the removal of its file")
    func mapping() throws {
        let recipe = plainRecipe("load")
        var found: Payload?
        do {
            let store = try scratch.open()
            try store.put(plainPayload("samples", kilobytes: 64), recipe, seconds: 0)
            found = try store.payload(recipe.key)
            try store.forget(recipe.key)
            #expect(try !store.contains(recipe.key))
        }
        #expect(found?.tensors[0].tensor.floats.last == Float(64 * 256 - 1))
    }

    @Test("a damaged object is named, and can be forgotten and stored again")
    func damagedObject() throws {
        let store = try scratch.open()
        let recipe = plainRecipe("load")
        try store.put(plainPayload("good", kilobytes: 64), recipe, seconds: 0)
        let path = store.objectPath(recipe.key)
        for damage in [Data(), Data([1, 2, 3]), Data(repeating: 0x7B, count: 70_000)] {
            try damage.write(to: URL(filePath: path))
            let fault = #expect(throws: StoreFault.self) { try store.payload(recipe.key) }
            #expect(fault?.cause.contains(path) == true)
        }
        try store.forget(recipe.key)
        #expect(try store.payload(recipe.key) == nil)
        #expect(try store.recipe(recipe.key)?.key == recipe.key)
        try store.put(plainPayload("again", kilobytes: 64), recipe, seconds: 0)
        #expect(try store.payload(recipe.key)?.line == "again")
    }

    @Test("a byte that changed anywhere in a stored value is found", arguments: [1, 64])
    func changedByte(kilobytes: Int) throws {
        let recipe = plainRecipe("load")
        let payload = plainPayload("good", kilobytes: kilobytes)
        let size = try payload.writer().byteCount
        // The length of the header, its text, the first number and the last.
        for offset in [3, 40, size - kilobytes * 1024, size - 1] {
            var bytes = try payload.writer().fileBytes
            bytes[offset] ^= 0x10
            #expect(throws: FormatFault.self) { try Payload(SafeTensors(bytes, name: "changed")) }
        }
        let store = try scratch.open()
        try store.put(payload, recipe, seconds: 0)
        #expect(try store.payload(recipe.key)?.line == "good")
    }

    /// Changes one bit of a file in place; the size stays.
    private func flip(_ path: String, at offset: UInt64) throws {
        let file = try FileHandle(forUpdating: URL(filePath: path))
        try file.seek(toOffset: offset)
        let byte = try #require(try file.read(upToCount: 1)?.first)
        try file.seek(toOffset: offset)
        try file.write(contentsOf: Data([byte ^ 0x10]))
        try file.close()
    }

    /// The time that the file system gives to changes passes in ticks of up to a hundredth of a second.
    private func waitForTheClock() { usleep(30_000) }

    @Test("a bit flipped in an object file is found, by this store and by the next, before and after a reading")
    func flippedBit() throws {
        let recipe = plainRecipe("load")
        let store = try scratch.open()
        try store.put(plainPayload("good", kilobytes: 64), recipe, seconds: 0)
        let path = store.objectPath(recipe.key)
        let last = try #require(try FileManager.default.attributesOfItem(atPath: path)[.size] as? UInt64) - 1
        for _ in 0..<2 {
            waitForTheClock()
            try flip(path, at: last)
            #expect(throws: StoreFault.self) { try store.payload(recipe.key) }
            #expect(throws: StoreFault.self) { try scratch.open().payload(recipe.key) }
            waitForTheClock()
            try flip(path, at: last)
            #expect(try store.payload(recipe.key)?.line == "good")
        }
    }

    @Test("an object is hashed once for each state of its file")
    func hashedOnce() throws {
        let recipe = plainRecipe("load")
        let store = try scratch.open()
        try store.put(plainPayload("good", kilobytes: 64), recipe, seconds: 0)
        func isVerified() throws -> Bool {
            let stamp = FileStamp(try #require(try Disk.status(store.objectPath(recipe.key))))
            return try store.reading { try store.isVerified(recipe.key, stamp, $0) }
        }
        #expect(try isVerified())

        // Put back from a backup, long ago: another state, so its numbers are hashed, and that is remembered.
        let path = store.objectPath(recipe.key)
        let bytes = try contents(ofFile: path)
        try FileManager.default.removeItem(atPath: path)
        try Data(bytes).write(to: URL(filePath: path))
        #expect(try !isVerified())
        #expect(try store.payload(recipe.key)?.line == "good")
        // Just written by somebody else: it may change again unnoticed.
        #expect(try !isVerified())
        usleep(2_100_000)
        #expect(try store.payload(recipe.key)?.line == "good")
        #expect(try isVerified())
        #expect(try store.payload(recipe.key)?.tensors[0].tensor.floats.last == Float(64 * 256 - 1))
    }

    @Test("an object in the place of another is not taken for it because it was in order there")
    func swappedObjects() throws {
        let (one, two) = (plainRecipe("load", 1), plainRecipe("load", 2))
        let store = try scratch.open()
        try store.put(plainPayload("one", kilobytes: 64), one, seconds: 0)
        try store.put(plainPayload("two", kilobytes: 64), two, seconds: 0)
        let stamp = FileStamp(try #require(try Disk.status(store.objectPath(two.key))))
        #expect(try !store.reading { try store.isVerified(one.key, stamp, $0) })
    }

    @Test("a value whose object file was deleted is absent, and can be stored again")
    func deletedObject() throws {
        let store = try scratch.open()
        let recipe = plainRecipe("load")
        try store.put(plainPayload("one", kilobytes: 64), recipe, seconds: 0)
        try FileManager.default.removeItem(atPath: store.objectPath(recipe.key))
        #expect(try !store.contains(recipe.key))
        #expect(try store.payload(recipe.key) == nil)
        try store.put(plainPayload("two", kilobytes: 64), recipe, seconds: 0)
        #expect(try store.payload(recipe.key)?.line == "two")
    }

    @Test("two parts of one name are refused and leave nothing behind")
    func sameName() throws {
        let store = try scratch.open()
        let payload = Payload(
            type: "sound", line: "", tensors: [("a", Tensor([1], [1]))], bytes: [("a", [1])])
        #expect(throws: FormatFault.self) { try store.put(payload, plainRecipe("load"), seconds: 0) }
        #expect(try !store.contains(plainRecipe("load").key))
    }

    @Test("a recipe comes back with its ancestors, shared parts once, and the paths of its files")
    func recipes() throws {
        let file = Recipe.Ingredient.file(path: "sounds/dog.wav", digest: Key(digesting: "bark".utf8))
        let load = Recipe(verb: "load", version: 1, operands: [("", [file])], options: [])
        let louder = Recipe(verb: "gain", version: 1, operands: [("", [.recipe(load)])], options: [])
        let mix = Recipe(verb: "mix", version: 1, operands: [("", [.recipe(load), .recipe(louder)])], options: [])
        try scratch.open().put(plainPayload("mix"), mix, seconds: 0)

        let found = try #require(try scratch.open().recipe(mix.key))
        #expect(found.key == mix.key)
        #expect(found.parents[0] === found.parents[1].parents[0])
        #expect(found.parents[0].paths == ["sounds/dog.wav"])
        #expect(try scratch.open().recipe(load.key)?.paths == ["sounds/dog.wav"])
    }

    @Test("where a file was last seen is remembered without a change of key")
    func movedFile() throws {
        let digest = Key(digesting: "bark".utf8)
        func load(_ path: String) -> Recipe {
            Recipe(verb: "load", version: 1, operands: [("", [.file(path: path, digest: digest)])], options: [])
        }
        let store = try scratch.open()
        try store.put(plainPayload("dog"), load("a.wav"), seconds: 0)
        try store.remember(load("b.wav"))
        #expect(try store.recipe(load("a.wav").key)?.paths == ["b.wav"])
    }

    @Test("a chain of twenty thousand recipes is stored and rebuilt")
    func deepChain() throws {
        var recipe = plainRecipe("start")
        for number in 0..<20_000 {
            recipe = Recipe(
                verb: "gain", version: 1, operands: [("", [.recipe(recipe)])], options: [("db", .literal("\(number)"))])
        }
        let store = try scratch.open()
        try store.remember(recipe)
        #expect(try store.recipe(recipe.key)?.encoded == recipe.encoded)
    }
}
