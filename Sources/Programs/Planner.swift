import Glibc
public import Language
public import Session
import Tensors
public import Workplace

/// Turns checked statements into recipes, without running anything.
///
/// Planning reads no value; of files it reads the content hash.
public struct Planner: Sendable {
    let repertoire: Repertoire
    let places: Places
    /// What stands for the file or the folder that a notebook names: `Store.digest(ofSource:in:)`.
    let digest: @Sendable (_ name: String) throws -> Key

    public init(_ repertoire: Repertoire, places: Places, digest: @escaping @Sendable (String) throws -> Key) {
        self.repertoire = repertoire
        self.places = places
        self.digest = digest
    }

    /// The digest of a file by its path as written; nil where it cannot be read.
    public func digestNow(of path: String) -> String? {
        do { return try digest(path).description } catch { return nil }
    }

    /// A file that a statement names and that cannot be read: tomorrow it may be there.
    public struct FileProblem: Error {
        public let diagnostic: Diagnostic
    }

    /// What one statement will make, and what it reads.
    public struct Plan: Sendable {
        /// What its name will mean.
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
        /// Which element of a series it makes: `level -10 dB`; empty where it makes no series.
        public var element = ""
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
            return try .recipe(operation(".", [base], ["name": .literal(Scalar.word(name).description)], noun: name, at: span))
        case .slice(let base, let parts, let span):
            if base.type.isSeries, parts.countsOnly { return try .recipe(pick(parts, from: base, at: span)) }
            return try .recipe(
                operation(
                    "[]", [base], ["at": .literal(Scalar.list(parts).description)],
                    version: version(ofSlice: parts, of: base.type), at: span))
        case .negation(let base, let span):
            return try .recipe(operation("negate", [base], [:], at: span))
        case .arithmetic(let operation, let left, let right, let span):
            return try .recipe(self.operation(operation.rawValue, [left, right], [:], at: span))
        case .list(_, let span):
            throw Diagnostic("a list of values stands only as the operand of a verb", at: span)
        case .each(_, _, let span):
            throw Diagnostic("'each' stands behind the key of an option", at: span)
        }
    }

    /// `bound` as a part of a call that runs once for each element of a series, unless it takes a series as it is.
    private mutating func slot(_ bound: Bound, isWhole: Bool = false, of kind: OptionKind? = nil) throws -> Slot {
        if case .each(let values, let key, let span) = bound {
            return Slot(
                keys: SeriesKeys([.init(name: key, values: values, isShare: kind?.isShare ?? false)]),
                ingredients: values.map { .literal($0.description) }, label: "'each'", span: span)
        }
        let ingredient = try ingredient(bound)
        guard !isWhole, case .recipe(let recipe) = ingredient, let series = recipe.series else {
            return Slot(ingredients: [ingredient], span: bound.span)
        }
        let label = root(of: bound).map { "'\($0)'" } ?? ""
        return Slot(
            keys: series.keys, ingredients: series.elements.map { .recipe($0) }, label: label, span: bound.span)
    }

    /// The name that fields and slices are taken of.
    private func root(of bound: Bound) -> String? {
        switch bound {
        case .name(let name, _, _): name
        case .field(let base, _, _, _), .slice(let base, _, _), .negation(let base, _): root(of: base)
        default: nil
        }
    }

    /// The recipe that `make` gives, or a series of those it gives for each element.
    private mutating func mapped(
        _ slots: [Slot], _ call: Planner.Call, noun: String? = nil, _ make: ([Recipe.Ingredient]) -> Recipe
    ) throws -> Recipe {
        let keys = try slots.keys()
        guard !keys.keys.isEmpty else {
            let recipe = make(slots.map { $0.ingredients[0] })
            calls[recipe.key] = call
            return recipe
        }
        let elements = (0..<keys.count).map { index in
            let recipe = make(slots.map { $0.ingredient(index, in: keys) })
            var call = call
            call.element = keys.text(index)
            calls[recipe.key] = call
            return recipe
        }
        return .series(keys, elements, noun: noun)
    }

    private func version(ofSlice parts: [Scalar], of type: ValueType) -> Int {
        (planner.repertoire.type(type.element) as? any Sliceable.Type)?.version(ofSlice: parts) ?? Operators.version
    }

    private mutating func operation(
        _ name: String, _ operands: [Bound], _ options: [String: Recipe.Ingredient], noun: String? = nil,
        version: Int = Operators.version, at span: Span
    ) throws -> Recipe {
        var slots: [Slot] = []
        for operand in operands { slots.append(try slot(operand)) }
        return try mapped(slots, Planner.Call(span: span, options: [:]), noun: noun) { ingredients in
            Recipe(
                verb: name, version: version, operands: [("", ingredients)],
                options: options.map { ($0.key, $0.value) })
        }
    }

    /// The elements of a series that counts pick, key by key: an index takes its key away, a range keeps it.
    private mutating func pick(_ parts: [Scalar], from base: Bound, at span: Span) throws -> Recipe {
        guard case .recipe(let recipe) = try ingredient(base), let series = recipe.series else {
            throw Diagnostic("this series cannot be sliced", at: span)
        }
        var kept = SeriesKeys([])
        var choices = series.keys.keys.map { Array($0.values.indices) }
        for (number, key) in series.keys.keys.enumerated() {
            guard number < parts.count else {
                kept.keys.append(key)
                continue
            }
            let count = key.values.count
            let bounds: (Quantity, Quantity)
            switch parts[number] {
            case .quantity(let index): bounds = (index, index)
            case .range(.quantity(let first), .quantity(let last), nil): bounds = (first, last)
            default: throw Diagnostic("elements are picked by counts, such as [2] or [1 .. 3]", at: span)
            }
            guard bounds.0.value >= 1, bounds.1.value <= Double(count) else {
                throw Diagnostic(
                    "there is no element \(bounds.1.display): '\(key.name)' has \(count) value\(count == 1 ? "" : "s")", at: span,
                    hint: "counts go from 1 to \(count)")
            }
            choices[number] = Array(Int(bounds.0.value) - 1...Int(bounds.1.value) - 1)
            if case .range = parts[number] {
                kept.keys.append(.init(name: key.name, values: choices[number].map { key.values[$0] }, isShare: key.isShare))
            }
        }
        let places = choices.reduce([[]]) { rows, next in rows.flatMap { row in next.map { row + [$0] } } }
        let elements = places.map { series.elements[series.keys.index($0)] }
        return kept.keys.isEmpty ? elements[0] : .series(kept, elements, noun: series.noun)
    }

    private mutating func recipe(_ call: BoundCall) throws -> Recipe {
        let signature = call.signature
        isCostly = isCostly || signature.costly
        var slots: [Slot] = []
        var roles: [String] = []
        for (role, value) in call.operands {
            let declared = role.isEmpty ? signature.operand : signature.phrases.first { $0.preposition == role }?.operand
            let parts = try self.slots(value, role: role, declared, isWhole: call.takesWhole(role, value))
            slots += parts
            roles += parts.map { _ in role }
        }
        for (key, value) in call.options {
            let option = signature.options.first { $0.key == key }
            if case .scalar(.text(let path), let span) = value, option?.isFolder ?? false,
                Places.isFolder(planner.places.source(path))
            {
                slots.append(Slot(ingredients: [try file(path, isFolder: true, at: span)], span: span))
            } else {
                slots.append(try slot(value, of: option?.kind))
            }
        }
        if signature.gives == ExportedFile.type, let series = slots.first(where: { !$0.keys.keys.isEmpty }) {
            throw Diagnostic(
                "\(signature.verb) writes one file, and this is a series", at: series.span, hint: "one element, such as series[1]"
            )
        }
        let says = planner.repertoire.verb(signature.verb)?.saysOrigin ?? { _ in false }
        return try mapped(slots, Planner.Call(span: call.span, options: call.optionSpans)) { ingredients in
            let recipe = Recipe(
                verb: signature.verb, version: signature.version,
                operands: zip(roles, ingredients).map { ($0, [$1]) },
                options: zip(call.options, ingredients.dropFirst(roles.count)).map { ($0.key, $1) })
            return says(recipe) ? recipe.sayingNames : recipe
        }
    }

    private mutating func slots(
        _ value: Bound, role: String, _ declared: Signature.Operand?, isWhole: Bool
    ) throws -> [Slot] {
        let isFile = declared?.isFile ?? false
        switch value {
        case .list(let items, _):
            var all: [Slot] = []
            for item in items { all.append(try slot(item)) }
            return all
        case .scalar(.text(let path), let span) where isFile && role != "to":
            return [Slot(ingredients: [try file(path, isFolder: declared?.isFolder ?? false, at: span)], span: span)]
        case .scalar(.text(let path), let span) where isFile:
            do { _ = try planner.places.target(path) } catch { throw Diagnostic(error, at: span) }
            return [Slot(ingredients: [.literal(Scalar.text(path).description)], span: span)]
        default:
            return [try slot(value, isWhole: isWhole)]
        }
    }

    private mutating func file(_ path: String, isFolder: Bool, at span: Span) throws -> Recipe.Ingredient {
        do {
            guard !path.isEmpty else { throw NoFileName(path: path) }
            let source = planner.places.source(path)
            if !isFolder, Places.isFolder(source) { throw FileFault("open", source, code: EISDIR) }
            let digest = try planner.digest(path)
            files[path] = digest.description
            return .file(path: path, digest: isFolder ? planner.places.identity(ofFile: digest, named: path) : digest)
        } catch let interrupted as Interrupted {
            throw interrupted
        } catch let fault as FileFault where isFolder && fault.code == ENOENT {
            throw Planner.FileProblem(
                diagnostic: Diagnostic(
                    NoData(
                        path: path, hasFolders: !planner.places.dataFolders.isEmpty, near: planner.places.near(path)), at: span))
        } catch let fault as FileFault {
            throw Planner.FileProblem(
                diagnostic: Diagnostic(
                    UnreadableFile(path: path, code: fault.code, near: fault.code == ENOENT ? planner.places.near(path) : nil),
                    at: span))
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
