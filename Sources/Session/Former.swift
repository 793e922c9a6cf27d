internal import GRDB

/// Held values that no new line finds: what they came about by has a verb at a version that is no longer made.
public struct Former: Sendable, Equatable {
    public let values: Int
    /// The bytes of those values.
    public let bytes: Int
    /// Those verbs, sorted.
    public let verbs: [String]
}

extension Store {
    /// What versions before `versions` made, themselves or some ancestor of a value.
    public func former(to versions: VerbVersions) throws -> Former {
        try reading { db in
            let sql = "SELECT key, bytes FROM value WHERE place > 0"
            let rows = try Row.fetchAll(db, sql: sql).map { row in
                (key: Key(unchecked: try row.read(0)), bytes: Store.sane(try row.read(1)))
            }
            let (keys, verbs) = try former(to: versions, among: rows.map(\.key), db)
            let former = rows.filter { keys.contains($0.key) }
            return Former(values: former.count, bytes: former.reduce(0) { $0 + $1.bytes }, verbs: verbs.sorted())
        }
    }

    /// The same, the first time that it is asked with these versions and there is any; nil from then on, and of a session
    /// that is read-only, which cannot remember that it was asked.
    public func formerOnce(to versions: VerbVersions) throws -> Former? {
        let digest = versions.digest.description
        guard !isReadOnly, try !reading({ try isTold(digest, $0) }) else { return nil }
        let isFirst = try writing { db in
            // Sessions of before have no such table.
            try db.execute(sql: Schema.told)
            try db.execute(sql: "INSERT OR IGNORE INTO told VALUES (?)", arguments: [digest])
            return db.changesCount > 0
        }
        guard isFirst else { return nil }
        let former = try former(to: versions)
        return former.values > 0 ? former : nil
    }

    private func isTold(_ digest: String, _ db: Database) throws -> Bool {
        // GRDB's own question would read the whole schema, at every start.
        guard try Int.fetchOne(db, sql: "SELECT 1 FROM sqlite_master WHERE name = 'told'") != nil else { return false }
        return try Int.fetchOne(db, sql: "SELECT 1 FROM told WHERE versions = ?", arguments: [digest]) != nil
    }

    /// Those of `keys` whose recipe or any of its ancestors `versions` have left behind, and the verbs that are to blame.
    ///
    /// Every recipe is looked at once. One that cannot be read says nothing about its versions.
    func former(
        to versions: VerbVersions, among keys: [Key], _ db: Database
    ) throws -> (keys: Set<Key>, verbs: Set<String>) {
        let statement = try db.cachedStatement(sql: "SELECT encoded FROM recipe WHERE key = ?")
        var (children, former, verbs): ([Key: [Key]], Set<Key>, Set<String>) = ([:], [], [])
        var met = Set(keys)
        var waiting = Array(met)
        while let key = waiting.popLast() {
            guard let encoded = try String.fetchOne(statement, arguments: [key.description]) else { continue }
            let outline: RecipeOutline
            do throws(RecipeFault) { outline = try RecipeOutline(encoded) } catch { continue }
            if versions.haveLeft(outline.verb, outline.version) {
                former.insert(key)
                verbs.insert(outline.verb)
            }
            for parent in outline.parents {
                children[parent, default: []].append(key)
                if met.insert(parent).inserted { waiting.append(parent) }
            }
        }
        waiting = Array(former)
        while let key = waiting.popLast() {
            for child in children[key] ?? [] where former.insert(child).inserted { waiting.append(child) }
        }
        return (former, verbs)
    }

    /// A size as a row has it, which damage may have made anything.
    static func sane(_ bytes: Int) -> Int { min(max(bytes, 0), 1 << 48) }
}
