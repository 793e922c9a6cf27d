import Foundation
import GRDB
import Tensors
import Testing

@testable import Session

/// Values of verbs that have other versions now.
struct FormerTests {
    private let scratch: Scratch
    private let store: Store

    init() throws {
        scratch = try Scratch()
        store = try scratch.open()
    }

    /// `load` was at 1, and `melspec` at 2; nothing is known of `later`.
    private let now = VerbVersions(["load": 2, "melspec": 3, "plot": 1])

    private func recipe(_ verb: String, _ version: Int, _ number: Int = 0, of parents: Recipe...) -> Recipe {
        Recipe(
            verb: verb, version: version, operands: [("", parents.map { .recipe($0) })],
            options: [("number", .literal("\(number)"))])
    }

    private func put(_ recipe: Recipe, _ type: String = "sound", kilobytes: Int = 64) throws {
        var payload = plainPayload(recipe.verb, kilobytes: kilobytes)
        payload.type = type
        try store.put(payload, recipe, seconds: 1)
        usleep(2000)
    }

    @Test("of values kept equally long those of earlier versions go first, by their ancestors too, and models last")
    func order() throws {
        let (load, old) = (recipe("load", 2), recipe("load", 1))
        let model = recipe("melspec", 3, 1, of: old)
        // In the order of use, and in that in which they go.
        let values: [(recipe: Recipe, type: String, turn: Int)] = [
            (recipe("plot", 1, 0, of: load), "sound", 3),
            (recipe("melspec", 2, 0, of: load), "sound", 0),
            (model, "model", 6),
            (recipe("melspec", 3, 2, of: load), "model", 7),
            (recipe("plot", 1, 0, of: recipe("plot", 1, 1, of: load, old)), "sound", 1),
            (recipe("later", 1, 0, of: load), "sound", 4),
            (old, "sound", 2),
            (recipe("load", 3), "sound", 5),
        ]
        for value in values { try put(value.recipe, value.type) }
        var held = Set(values.map(\.turn))
        for turn in 0..<values.count {
            let size = try store.size()
            try store.collect(budget: size - 1, keepLast: ["model"], versions: now)
            held.remove(turn)
            let found = Set(try values.filter { try store.contains($0.recipe.key) }.map(\.turn))
            #expect(found == held)
        }
    }

    @Test("without versions, and within the budget, age alone decides")
    func ageAlone() throws {
        let (new, old) = (recipe("load", 2), recipe("load", 1))
        for recipe in [new, old] { try put(recipe) }
        #expect(try store.collect(budget: 1 << 30, versions: now).values == 0)
        #expect(try store.collect(budget: 100 << 10).values == 1)
        #expect(try !store.contains(new.key) && store.contains(old.key))
    }

    @Test("one that is pinned stays, whatever its version")
    func pinned() throws {
        let (new, old) = (recipe("load", 2), recipe("load", 1))
        for recipe in [new, old] { try put(recipe) }
        try store.collect(budget: 0, pinned: [old.key], versions: now)
        #expect(try !store.contains(new.key) && store.contains(old.key))
    }

    @Test("held values count, with their bytes and the verbs to blame; what is collected does not")
    func count() throws {
        #expect(try store.former(to: now) == Former(values: 0, bytes: 0, verbs: []))
        let load = recipe("load", 1)
        try put(load, kilobytes: 1)
        try put(recipe("plot", 1, 0, of: load), kilobytes: 64)
        try put(recipe("melspec", 2), kilobytes: 64)
        try put(recipe("melspec", 3), kilobytes: 64)
        let former = try store.former(to: now)
        #expect(former.values == 3 && former.verbs == ["load", "melspec"])
        #expect(former.bytes == (try store.size()) - (try #require(try store.entry(recipe("melspec", 3).key)).bytes))
        try store.forget([load.key, recipe("melspec", 2).key])
        // What `load` made is gone, and what was made of it is not.
        #expect(try store.former(to: now).verbs == ["load"])
        #expect(try store.former(to: VerbVersions(["load": 1])).values == 0)
    }

    @Test("it is told once, for each set of versions")
    func once() throws {
        try put(recipe("load", 1))
        #expect(try store.formerOnce(to: now)?.values == 1)
        #expect(try store.formerOnce(to: now) == nil)
        #expect(try scratch.open().formerOnce(to: now) == nil)
        let later = VerbVersions(["load": 3])
        #expect(try store.formerOnce(to: later)?.verbs == ["load"])
        for versions in [now, later] { #expect(try store.formerOnce(to: versions) == nil) }
    }

    @Test("a new session has nothing to tell, and what is made in it later is of these versions")
    func new() throws {
        #expect(try store.formerOnce(to: now) == nil)
        try put(recipe("load", 1))
        #expect(try store.formerOnce(to: now) == nil)
    }

    @Test("a session that has nothing to remember it in is given it; one that cannot be written is read as it is")
    func oldSessions() throws {
        try put(recipe("load", 1))
        try store.writing { try $0.execute(sql: "DROP TABLE told") }
        let before = try contents(ofFile: store.path)
        let reading = try Store(project: scratch.path, readOnly: true)
        #expect(try reading.former(to: now).values == 1)
        #expect(try reading.formerOnce(to: now) == nil)
        #expect(try contents(ofFile: store.path) == before)
        #expect(try scratch.open().formerOnce(to: now)?.values == 1)
        #expect(try reading.formerOnce(to: now) == nil)
        #expect(try store.formerOnce(to: now) == nil)
    }

    @Test("a recipe that does not read, or is missing, says nothing and stops nothing")
    func damaged() throws {
        let (old, broken, lost) = (recipe("load", 1), recipe("load", 1, 1), recipe("load", 1, 2))
        for recipe in [old, broken, lost] { try put(recipe) }
        try store.writing { db in
            try db.execute(sql: "UPDATE recipe SET encoded = '{}' WHERE key = ?", arguments: [broken.key.description])
            try db.execute(sql: "DELETE FROM recipe WHERE key = ?", arguments: [lost.key.description])
        }
        #expect(try store.former(to: now).values == 1)
        #expect(try store.collect(budget: 150 << 10, versions: now).values == 1)
        #expect(try !store.contains(old.key))
    }

    @Test("thousands of values in one chain and side by side are looked at once each")
    func thousands() throws {
        var last = recipe("load", 1)
        for number in 0..<4000 {
            last = recipe("plot", 1, number, of: last, last)
            if number % 10 == 0 { try store.put(plainPayload("link"), last, seconds: 1) }
        }
        try store.put(
            (0..<4000).map { (plainPayload("single"), recipe("melspec", $0 < 1000 ? 2 : 3, $0)) }, seconds: 1)
        let clock = ContinuousClock()
        let start = clock.now
        let former = try store.former(to: now)
        let time = clock.now - start
        print("values of earlier versions among 8000 recipes: \(time)")
        #expect(former.values == 1400 && former.verbs == ["load", "melspec"])
        // Looked at once for each way that leads to it, the first link alone would take longer than anybody waits.
        #expect(time < .seconds(20))
    }
}
