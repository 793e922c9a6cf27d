internal import GRDB
import Tensors

/// Recipes by key: every one that was ever stored stays, with all those it is made from.
extension Store {
    /// Keeps the recipe and its ancestors, and where the files of each were last seen.
    public func remember(_ recipe: Recipe) throws {
        if try reading({ try paths(recipe.key, $0) == Store.pathList(recipe.paths) }) { return }
        try writing { try remember(recipe, $0) }
    }

    func remember(_ recipe: Recipe, _ db: Database) throws {
        var waiting = [recipe]
        var met: Set<Key> = [recipe.key]
        while let recipe = waiting.popLast() {
            let list = Store.pathList(recipe.paths)
            // What is there came with all its ancestors.
            if try paths(recipe.key, db) == list { continue }
            try db.cachedStatement(
                sql: "INSERT INTO recipe VALUES (?1, ?2, ?3) ON CONFLICT (key) DO UPDATE SET paths = ?3"
            ).execute(arguments: [recipe.key.description, recipe.encoded, list])
            for parent in recipe.parents where met.insert(parent.key).inserted { waiting.append(parent) }
        }
    }

    private func paths(_ key: Key, _ db: Database) throws -> String? {
        try String.fetchOne(
            db.cachedStatement(sql: "SELECT paths FROM recipe WHERE key = ?"), arguments: [key.description])
    }

    private static func pathList(_ paths: [String]) -> String { JSON.array(paths.map { .string($0) }).text }

    /// The recipe with all that it is made from, shared parts once; nil where the store never saw it.
    public func recipe(_ key: Key) throws -> Recipe? {
        try reading { db in
            guard try paths(key, db) != nil else { return nil }
            var outlines: [Key: (outline: RecipeOutline, paths: [String])] = [:]
            var made: [Key: Recipe] = [:]
            var stack = [key]
            while let top = stack.last {
                if made[top] != nil {
                    stack.removeLast()
                    continue
                }
                let isFirstVisit = outlines[top] == nil
                let (outline, paths) = try outlines[top] ?? outline(top, db)
                outlines[top] = (outline, paths)
                let missing = outline.parents.filter { made[$0] == nil }
                if missing.isEmpty {
                    made[top] = try outline.recipe(paths: paths) { key in made[key]! }
                    stack.removeLast()
                } else {
                    // The key of a recipe covers the keys of its parents, so it can never be among its own ancestors.
                    guard isFirstVisit else { throw RecipeFault(problem: "\(top.short) is made from itself") }
                    stack += missing
                }
            }
            return made[key]
        }
    }

    private func outline(_ key: Key, _ db: Database) throws -> (RecipeOutline, [String]) {
        let sql = "SELECT encoded, paths FROM recipe WHERE key = ?"
        guard let row = try Row.fetchOne(db.cachedStatement(sql: sql), arguments: [key.description]) else {
            throw RecipeFault(problem: "\(key.short), which another is made from, is missing")
        }
        let encoded: String = try row.read(0)
        guard Key(digesting: encoded.utf8) == key else {
            throw RecipeFault(problem: "the text of \(key.short) is not the one that was stored")
        }
        let list: String = try row.read(1)
        let paths: JSON
        do { paths = try JSON(reading: list.utf8) } catch { throw RecipeFault(problem: error.cause) }
        guard let names = paths.array?.compactMap(\.string), names.count == paths.array?.count else {
            throw RecipeFault(problem: "the paths of \(key.short) are not a list of texts")
        }
        return (try RecipeOutline(encoded), names)
    }
}
