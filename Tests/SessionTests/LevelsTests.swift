import Foundation
import GRDB
import Tensors
import Testing

@testable import Session

/// Values of one recipe that were made at several levels of instructions.
struct LevelsTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func open(_ level: Level, held: Bool, readOnly: Bool = false) throws -> Store {
        try Store(
            project: Project(scratch.path), readOnly: readOnly, engine: Engine(level: level, versions: ["kernels": "1"]),
            isHeldToLevel: held)
    }

    private func payload(_ line: String, kilobytes: Int = 1, from levels: [String] = []) -> Payload {
        var payload = plainPayload(line, kilobytes: kilobytes)
        payload.levels = Levels(levels)
        return payload
    }

    @Test("each level keeps its own value, and sees no other's", arguments: [1, 200])
    func apart(kilobytes: Int) throws {
        let recipe = plainRecipe("a")
        let (low, high) = (try open(.sse4, held: true), try open(.avx2, held: true))
        try low.put(payload("low", kilobytes: kilobytes), recipe, seconds: 1)
        #expect(try !high.contains(recipe.key))
        #expect(try high.payload(recipe.key) == nil)
        #expect(try high.levelsBeyond(recipe.key) == [Levels(["sse4"])])
        try high.put(payload("high", kilobytes: kilobytes), recipe, seconds: 2)
        #expect(try low.payload(recipe.key)?.line == "low")
        #expect(try high.payload(recipe.key)?.line == "high")
        #expect(try high.entry(recipe.key)?.engine == "avx2 · kernels 1")
        // Forgetting one leaves the other.
        try high.forget(recipe.key)
        #expect(try !high.contains(recipe.key) && low.contains(recipe.key))
        #expect(try low.collect(budget: 1 << 30).values == 0)
        #expect(try low.payload(recipe.key)?.line == "low")
        #expect(try low.collect(budget: 0).values == 1)
        #expect(try !low.contains(recipe.key))
    }

    @Test("what was made of another level's values is of both, and no page's that states one")
    func mixed() throws {
        let recipe = plainRecipe("a")
        let free = try open(.avx2, held: false)
        try free.put(payload("mixed", from: ["plain"]), recipe, seconds: 1)
        #expect(try free.payload(recipe.key)?.levels == Levels(["avx2", "plain"]))
        #expect(try free.entry(recipe.key)?.levels.description == "avx2 and plain")
        #expect(try !open(.avx2, held: true).contains(recipe.key))
        #expect(try !open(.plain, held: true).contains(recipe.key))
    }

    @Test("a page that states none takes its own level's value before others, else the newest")
    func preference() throws {
        let recipe = plainRecipe("a")
        let free = try open(.avx2, held: false)
        try open(.sse4, held: true).put(payload("older"), recipe, seconds: 1)
        usleep(2000)
        try open(.plain, held: true).put(payload("newer"), recipe, seconds: 1)
        #expect(try free.payload(recipe.key)?.line == "newer")
        // What is there stays; a value is not made twice.
        try free.put(payload("own"), recipe, seconds: 1)
        #expect(try free.payload(recipe.key)?.line == "newer")
        try open(.avx2, held: true).put(payload("own"), recipe, seconds: 1)
        #expect(try free.payload(recipe.key)?.line == "own")
        try free.replace(payload("again"), recipe, seconds: 1)
        #expect(try free.payload(recipe.key)?.line == "again")
        #expect(try open(.sse4, held: true).payload(recipe.key)?.line == "older")
    }

    @Test("an exported file is known by its content, its recipe and its levels")
    func exported() throws {
        let store = try open(.avx2, held: true)
        let made = Exported(recipe: plainRecipe("a").key, levels: Levels(["avx2"]))
        try store.commit(page: "a.md", events: [], files: [("out/a.wav", [1, 2])], made: ["out/a.wav": made])
        #expect(try store.exported("out/a.wav", holding: [1, 2]) == made)
        #expect(try store.exported("out/a.wav", holding: [1, 3]) == nil)
        #expect(try store.exported("out/b.wav", holding: [1, 2]) == nil)
        #expect(try open(.sse4, held: true).exported("out/a.wav", holding: [1, 2]) == made)
    }

    // MARK: Sessions of version 1

    /// A session as it was before levels, with one value in the database and one in a file.
    private func makeFormer() throws -> (small: Recipe, large: Recipe) {
        let (small, large) = (plainRecipe("small"), plainRecipe("large"))
        let store = try open(.avx2, held: true)
        try store.put(payload("small"), small, seconds: 1)
        try store.put(payload("large", kilobytes: 200), large, seconds: 1)
        try store.writing { db in
            try db.execute(
                sql: """
                    ALTER TABLE value RENAME TO later;
                    DROP INDEX value_used;
                    CREATE TABLE value (
                        key TEXT PRIMARY KEY NOT NULL, type TEXT NOT NULL, line TEXT NOT NULL, bytes INTEGER NOT NULL,
                        seconds REAL NOT NULL, created REAL NOT NULL, used REAL NOT NULL, place INTEGER NOT NULL, payload BLOB
                    );
                    CREATE INDEX value_used ON value (place, used);
                    INSERT INTO value SELECT key, type, line, bytes, seconds, created, used, place, payload FROM later;
                    DROP TABLE later; DROP TABLE engine; DROP TABLE export;
                    PRAGMA user_version = 1;
                    """)
        }
        let file = store.objectPath(large.key)
        try FileManager.default.moveItem(atPath: file, toPath: store.objectPath(large.key, .unknown))
        return (small, large)
    }

    @Test("a session of before levels opens with all it had, and is brought up to date")
    func renewal() throws {
        let (small, large) = try makeFormer()
        let free = try open(.avx2, held: false)
        for recipe in [small, large] {
            let found = try #require(try free.payload(recipe.key))
            #expect(found.line == recipe.verb && found.levels == .unknown && found.tensors.count == 1)
            #expect(try free.entry(recipe.key)?.engine == nil)
        }
        // A page that states a level makes them anew, beside them.
        let held = try open(.avx2, held: true)
        #expect(try !held.contains(small.key) && !held.contains(large.key))
        #expect(try held.levelsBeyond(large.key) == [.unknown])
        try held.put(payload("new", kilobytes: 200), large, seconds: 1)
        #expect(try held.payload(large.key)?.line == "new")
        #expect(try free.collect(budget: 1 << 30).litter == 0)
        #expect(
            try DatabaseQueue(path: scratch.path + "/.foley/session.sqlite").read {
                try Int.fetchOne($0, sql: "PRAGMA user_version")
            } == 2)
    }

    @Test("a session of before levels that cannot be written is read as it is")
    func formerReadOnly() throws {
        let (small, large) = try makeFormer()
        let before = try contents(ofFile: scratch.path + "/.foley/session.sqlite")
        let store = try open(.avx2, held: false, readOnly: true)
        #expect(try store.payload(small.key)?.line == "small")
        #expect(try store.payload(large.key)?.line == "large")
        #expect(try store.exported("a.wav", holding: []) == nil)
        #expect(try contents(ofFile: scratch.path + "/.foley/session.sqlite") == before)
    }
}
