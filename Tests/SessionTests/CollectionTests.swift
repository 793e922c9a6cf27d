import Foundation
import GRDB
import Tensors
import Testing

@testable import Session

struct CollectionTests {
    private let scratch: Scratch
    private let store: Store
    private let recipes = (0..<4).map { plainRecipe("value", $0) }

    init() throws {
        scratch = try Scratch()
        store = try scratch.open()
        for (number, recipe) in recipes.enumerated() {
            var payload = plainPayload("value \(number)", kilobytes: number == 3 ? 1 : 64)
            if number == 0 { payload.type = "model" }
            try store.put(payload, recipe, seconds: Double(number))
            usleep(2000)
        }
    }

    private func held() throws -> [Bool] { try recipes.map { try store.contains($0.key) } }

    @Test("a value of which only the line was wanted counts as used")
    func lineIsUse() throws {
        store.markUsed(recipes[1].key)
        _ = try store.collect(budget: 80 << 10)
        #expect(try held() == [false, true, false, true])
    }

    @Test("the values used longest ago go first, and their recipes and costs stay")
    func oldest() throws {
        _ = try store.payload(recipes[1].key)
        let collected = try store.collect(budget: 150 << 10)
        #expect(collected.values == 1)
        #expect(try held() == [false, true, true, true])
        _ = try store.collect(budget: 80 << 10)
        #expect(try held() == [false, true, false, true])
        #expect(!FileManager.default.fileExists(atPath: store.objectPath(recipes[2].key)))
        let entry = try #require(try store.entry(recipes[2].key))
        #expect(entry.seconds == 2 && entry.line == "value 2" && !entry.isHeld)
        #expect(try store.recipe(recipes[2].key)?.key == recipes[2].key)
        try store.put(plainPayload("value 2", kilobytes: 64), recipes[2], seconds: 3)
        #expect(try store.payload(recipes[2].key)?.line == "value 2")
    }

    @Test("models go last, and pinned values never")
    func keepLast() throws {
        try store.collect(budget: 70 << 10, keepLast: ["model"], pinned: [recipes[3].key])
        #expect(try held() == [true, false, false, true])
        try store.collect(budget: 0, keepLast: ["model"], pinned: [recipes[3].key])
        #expect(try held() == [false, false, false, true])
        let nothing = try store.collect(budget: 0, pinned: [recipes[3].key])
        #expect(nothing == Collected(values: 0, bytes: 0, litter: 0))
    }

    @Test("files left behind are removed when old, and only by a collection")
    func litter() throws {
        let orphan = Key(digesting: "orphan".utf8)
        // Of this program, and of one that knew no levels.
        let orphans = [store.objectPath(orphan), store.objectPath(orphan, .unknown)]
        for path in orphans { try scratch.write(String(path.dropFirst(scratch.path.count + 1)), "left") }
        try scratch.write(".foley/objects/readme.txt", "not ours")
        try scratch.write(".foley/aside/1", "old")
        try scratch.write(".foley/aside/2", "new")
        try scratch.write(".foley/locks/\(orphan).lock", "")
        let old = Date(timeIntervalSinceNow: -4000)
        try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: store.aside + "/1")
        _ = try scratch.open()
        for path in orphans { #expect(FileManager.default.fileExists(atPath: path)) }

        let collected = try store.collect(budget: .max)
        #expect(collected == Collected(values: 0, bytes: 0, litter: 4))
        #expect(try Disk.names(in: store.aside) == ["2"])
        #expect(try Disk.names(in: store.locks).isEmpty)
        for path in orphans { #expect(!FileManager.default.fileExists(atPath: path)) }
        #expect(try scratch.text(".foley/objects/readme.txt") == "not ours")
        #expect(try held() == [true, true, true, true])
    }

    @Test("what is known of an object's file goes with the object")
    func verified() throws {
        func known() throws -> Set<String> {
            try store.reading { Set(try String.fetchAll($0, sql: "SELECT digest FROM file WHERE size < 0")) }
        }
        func keys(_ numbers: Int...) -> Set<String> { Set(numbers.map { recipes[$0].key.description }) }
        #expect(try known() == keys(0, 1, 2))
        try store.writing { db in
            try db.execute(sql: "INSERT INTO file VALUES (1, 2, 3, 4, 5, 'of an input file')")
        }
        try store.forget(recipes[0].key)
        #expect(try known() == keys(1, 2))
        // One that somebody else removed is forgotten when it is collected.
        try FileManager.default.removeItem(atPath: store.objectPath(recipes[1].key))
        try store.collect(budget: 70 << 10)
        #expect(try known() == keys(2))
        try store.collect(budget: 0)
        #expect(try known() == [])
        #expect(try store.reading { try Int.fetchOne($0, sql: "SELECT count(*) FROM file") } == 1)
    }

    @Test("a lock that is held is not taken for litter")
    func heldLock() throws {
        let other = try scratch.open()
        let (litter, locks) = try store.computing(recipes[0].key) {
            (try other.collect(budget: .max).litter, try Disk.names(in: store.locks))
        }
        #expect(litter == 0 && locks.count == 1)
    }
}
