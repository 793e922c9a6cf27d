import Glibc
public import Language
public import Session
import Tensors

/// Turns checked statements into recipes, without running anything.
///
/// Planning reads no value; of files it reads the content hash.
public struct Planner: Sendable {
    let places: Places
    /// What stands for the file or the folder that a notebook names: `Store.digest(ofSource:in:)`.
    let digest: @Sendable (_ name: String) throws -> Key

    public init(places: Places, digest: @escaping @Sendable (String) throws -> Key) {
        self.places = places
        self.digest = digest
    }

    /// Whether the files, by path as written, still have these digests.
    public func holds(_ files: [String: String]) -> Bool {
        files.allSatisfy { path, known in
            do { return try digest(path).description == known } catch { return false }
        }
    }

    /// A file that a statement names and that cannot be read: tomorrow it may be there.
    public struct FileProblem: Error {
        public let diagnostic: Diagnostic
    }

    /// What one statement will make, and what it reads.
    public struct Plan: Sendable {
        public var meaning: Meaning
        /// Where the source of each recipe stands, for errors found when it runs.
        public var calls: [Key: Call]
            /// Files read, by path as written, with the digest of their content.
        public var files: [String: String]
        /// A verb in it is costly and runs only when told to.
        public var isCostly: Bool
    }

    /// A call in the source: the whole, the verb, and each option.
    public struct Call: Sendable {
        public var span: Span
        public var options: [String: Span]
    }

    /// - Throws: `Diagnostic` for what the text has wrong, `FileProblem` for a file that cannot be read, `Interrupted`.
    public func plan(_ bound: Bound, in environment: Environment) throws -> Plan {
        var work = Work(planner: self, environment: environment)
        let ingredient = try work.ingredient(bound)
        let meaning: Meaning
        switch ingredient {
        case .literal: meaning = .scalar(work.scalar(bound)!)
        case .recipe(let recipe): meaning = .value(recipe, bound.type)
        case .file: preconditionFailure("a file is an operand, never a value")
        }
        return Plan(
            meaning: meaning, calls: work.calls, files: work.files, isCostly: work.isCostly)
    }
}

private struct Work {
    let planner: Planner
    let environment: Environment
    var calls: [Key: Planner.Call] = [:]
    var files: [String: String] = [:]
    var isCostly = false

    func scalar(_ bound: Bound) -> Scalar? {
        if case .scalar(let scalar, _) = bound { return scalar }
        return nil
    }

    mutating func ingredient(_ bound: Bound) throws -> Recipe.Ingredient {
        switch bound {
        case .scalar(let scalar, _):
            return .literal(scalar.description)
        case .name(let name, _, let span):
            guard let entry = environment[name] else {
                throw Diagnostic("'\(name)' is not known here", at: span)
            }
            switch entry.meaning {
            case .scalar(let scalar): return .literal(scalar.description)
            case .value(let recipe, _): return .recipe(recipe)
            case .broken: throw Diagnostic("'\(name)' could not be made; see the error above", at: span)
            }
        case .call(let call):
            return try .recipe(recipe(call))
        case .field(let base, let name, _, let span):
            return try .recipe(operation(".", [base], ["name": .literal(Scalar.word(name).description)], at: span))
        case .slice(let base, let parts, let span):
            return try .recipe(operation("[]", [base], ["at": .literal(Scalar.list(parts).description)], at: span))
        case .negation(let base, let span):
            return try .recipe(operation("negate", [base], [:], at: span))
        case .arithmetic(let operation, let left, let right, let span):
            return try .recipe(self.operation(operation.rawValue, [left, right], [:], at: span))
        case .list(_, let span):
            throw Diagnostic("a list of values stands only as the operand of a verb", at: span)
        }
    }

    private mutating func operation(
        _ name: String, _ operands: [Bound], _ options: [String: Recipe.Ingredient], at span: Span
    ) throws -> Recipe {
        var ingredients: [Recipe.Ingredient] = []
        for operand in operands { ingredients.append(try ingredient(operand)) }
        let recipe = Recipe(
            verb: name, version: Operators.version, operands: [("", ingredients)],
            options: options.map { ($0.key, $0.value) })
        calls[recipe.key] = Planner.Call(span: span, options: [:])
        return recipe
    }

    private mutating func recipe(_ call: BoundCall) throws -> Recipe {
        let signature = call.signature
        isCostly = isCostly || signature.costly
        var operands: [(role: String, ingredients: [Recipe.Ingredient])] = []
        for (role, value) in call.operands {
            let declared = role.isEmpty ? signature.operand : signature.phrases.first { $0.preposition == role }?.operand
            operands.append((role, try ingredients(value, role: role, declared)))
        }
        var options: [(key: String, value: Recipe.Ingredient)] = []
        for (key, value) in call.options { options.append((key, try ingredient(value))) }
        let recipe = Recipe(verb: signature.verb, version: signature.version, operands: operands, options: options)
        calls[recipe.key] = Planner.Call(span: call.span, options: call.optionSpans)
        return recipe
    }

    private mutating func ingredients(
        _ value: Bound, role: String, _ declared: Signature.Operand?
    ) throws -> [Recipe.Ingredient] {
        let isFile = declared?.isFile ?? false
        switch value {
        case .list(let items, _):
            var all: [Recipe.Ingredient] = []
            for item in items { all.append(try ingredient(item)) }
            return all
        case .scalar(.text(let path), let span) where isFile && role != "to":
            return [try file(path, isFolder: declared?.isFolder ?? false, at: span)]
        case .scalar(.text(let path), let span) where isFile:
            do { _ = try planner.places.target(path) } catch { throw Diagnostic(error, at: span) }
            return [.literal(Scalar.text(path).description)]
        default:
            return [try ingredient(value)]
        }
    }

    private mutating func file(_ path: String, isFolder: Bool, at span: Span) throws -> Recipe.Ingredient {
        do {
            guard !path.isEmpty else { throw NoFileName(path: path) }
            let source = planner.places.source(path)
            if !isFolder, Places.isFolder(source) { throw FileFault("open", source, code: EISDIR) }
            let digest = try planner.digest(path)
            files[path] = digest.description
            return .file(path: path, digest: digest)
        } catch let interrupted as Interrupted {
            throw interrupted
        } catch let fault as FileFault where isFolder && fault.code == ENOENT {
            throw Planner.FileProblem(
                diagnostic: Diagnostic(NoData(path: path, hasFolders: !planner.places.dataFolders.isEmpty), at: span))
        } catch let fault as FileFault {
            throw Planner.FileProblem(
                diagnostic: Diagnostic(UnreadableFile(path: path, code: fault.code), at: span))
        } catch {
            throw Planner.FileProblem(diagnostic: Diagnostic(error, at: span))
        }
    }
}

extension Diagnostic {
    /// A fault of the world, drawn at a place of the source.
    init(_ error: any Error, at span: Span) {
        if let fault = error as? any Fault {
            self.init(fault.cause, at: span, hint: fault.remedy)
        } else {
            self.init("\(error)", at: span)
        }
    }
}
