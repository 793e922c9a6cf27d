import Language
import Sound
import Tensors

/// What the language does to values without a verb: fields, slices and arithmetic.
enum Operators {
    /// Part of every recipe that one of these is in, but for slices.
    static let version = 1

    /// The version of a slice of a value of `type`: since 2 a part of a spectrogram's time says its own length.
    static func version(ofSlice parts: [Scalar], of type: ValueType) -> Int {
        type.element == SpectrogramValue.type && (parts.count > 1 || parts.contains { unit(of: $0) == "s" }) ? 2 : version
    }

    /// The version of an operation, by what it is given.
    static func version(of operation: String, _ operands: [any Value], _ options: [String: any Value]) -> Int {
        guard operation == "[]", let value = operands.first, case .list(let parts)? = (options["at"] as? Constant)?.scalar else {
            return version
        }
        return version(ofSlice: parts, of: value.type)
    }

    typealias Operation = @Sendable (_ operands: [any Value], _ options: [String: any Value]) throws -> any Value

    static let all: [String: Operation] = [
        ".": { operands, options in try field(of: operands[0], options["name"]) },
        "[]": { operands, options in try slice(operands[0], options["at"]) },
        "negate": { operands, _ in try combine(operands[0], .multiply, Constant.number(-1)) },
        "+": { operands, _ in try combine(operands[0], .add, operands[1]) },
        "-": { operands, _ in try combine(operands[0], .subtract, operands[1]) },
        "*": { operands, _ in try combine(operands[0], .multiply, operands[1]) },
        "/": { operands, _ in try combine(operands[0], .divide, operands[1]) },
        "series": { operands, options in try SeriesValue(operands, keys: options["keys"], noun: options["noun"]) },
    ]

    // MARK: Fields

    private static func field(of value: any Value, _ name: (any Value)?) throws -> any Value {
        guard case .word(let name)? = (name as? Constant)?.scalar else {
            throw DamagedValue(type: value.type, what: "a recipe names no field")
        }
        if let archive = value as? ArchiveValue {
            if let array = archive.arrays.first(where: { $0.name == name }) { return TensorValue(array.tensor) }
            if let part = archive.part(name) { return part }
            throw MissingField(name: name, type: value.type, available: archive.arrays.map(\.name))
        }
        guard let field = ValueTypes.fields(of: value.type).first(where: { $0.name == name }) else {
            throw MissingField(name: name, type: value.type, available: ValueTypes.fields(of: value.type).map(\.name))
        }
        return try field.read(value)
    }

    // MARK: Slices

    private static func slice(_ value: any Value, _ at: (any Value)?) throws -> any Value {
        guard case .list(let parts)? = (at as? Constant)?.scalar else {
            throw DamagedValue(type: value.type, what: "a recipe names no slice")
        }
        switch value {
        case let sound as SoundValue:
            guard parts.count == 1 else {
                throw UnfitSlice(cause: "a sound is sliced along time alone", remedy: "one range, such as [1 s .. 2 s]")
            }
            return SoundValue(try sound.signal.slice(extent(parts[0])))
        case let frames as FramesValue:
            guard parts.count == 1 else {
                throw UnfitSlice(
                    cause: "frames are sliced along time alone", remedy: "one range, such as [1 s .. 2 s] or [1 .. 10]")
            }
            return try frames.slice(extent(parts[0]))
        case let movie as MovieValue:
            guard parts.count == 1 else {
                throw UnfitSlice(cause: "a movie is sliced along time alone", remedy: "one range, such as [1 s .. 2 s]")
            }
            return try movie.slice(extent(parts[0]))
        case let spectrogram as SpectrogramValue:
            var result = spectrogram.spectrogram
            for (axis, extent) in try assign(parts, to: result.tensor.axes) {
                result = try axis == 0 ? result.slice(rows: extent) : result.slice(frames: extent)
            }
            return SpectrogramValue(result)
        case let tensor as TensorValue:
            var result = tensor.tensor
            for (number, extent) in try assign(parts, to: result.axes) {
                let axis = result.axes[number]
                let count = result.shape[number]
                result = result.slice(axis: number, try axis.indices(extent, count: count, within: axis.covered(count)))
            }
            return TensorValue(result)
        case let data as DatasetValue:
            if data.table.clips.count == 1, parts.count == 1, unit(of: parts[0]) == "s" {
                let verb = data.table.clips[0].pictures == nil ? "soundtrack" : "frames"
                throw UnfitSlice(cause: "clips are sliced by count", remedy: "\(verb) DATA[1], part: \(parts[0].display)")
            }
            return DatasetValue(data.table.selecting(Array(try rows(parts, of: data.table.clips.count, "clips"))))
        case let table as TableValue:
            return table.rows(try rows(parts, of: table.rows, "rows"))
        default:
            throw UnfitSlice(cause: "\(value.type.withArticle) cannot be sliced", remedy: nil)
        }
    }

    /// The one part of a list of `count` things, counted from 0.
    private static func rows(_ parts: [Scalar], of count: Int, _ things: String) throws -> Range<Int> {
        guard parts.count == 1, case .indices(let from, let to) = try extent(parts[0]) else {
            throw UnfitSlice(cause: "\(things) are sliced by count", remedy: "such as [3] or [1 .. 10]")
        }
        guard from >= 0, from < to, to <= count else {
            throw UnfitSlice(
                cause: "there is no part \(from + 1 == to ? "\(to)" : "\(from + 1) .. \(to)"): there are \(count) \(things)",
                remedy: count == 0 ? nil : "counts go from 1 to \(count)")
        }
        return from..<to
    }

    /// Which axis each part is meant for: its unit says so; a count takes the next axis in order.
    private static func assign(_ parts: [Scalar], to axes: [Axis]) throws -> [(axis: Int, extent: Extent)] {
        var free = Array(axes.indices)
        return try parts.map { part in
            let unit = unit(of: part)
            guard let axis = unit.isEmpty ? free.first : free.first(where: { axes[$0].unit == unit }) else {
                throw UnfitSlice(
                    cause: unit.isEmpty
                        ? "there are more parts than axes: \(axes.count)" : "there is no axis left that is measured in \(unit)",
                    remedy: "the axes are \(axes.map { $0.unit.isEmpty ? $0.name : "\($0.name) in \($0.unit)" }.joined(separator: ", "))")
            }
            free.removeAll { $0 == axis }
            return (axis, try extent(part))
        }
    }

    private static func unit(of part: Scalar) -> String {
        switch part {
        case .range(.quantity(let lower), _, _), .quantity(let lower):
            lower.dimension == .time || lower.dimension == .samples ? "s" : lower.dimension == .frequency ? "Hz" : ""
        default: ""
        }
    }

    /// Counts start at 1 and include both ends; quantities are [a, b).
    private static func extent(_ part: Scalar) throws -> Extent {
        func index(_ quantity: Quantity) throws -> Int {
            guard let index = Int(exactly: quantity.value), index.magnitude < 1 << 40 else {
                throw UnfitSlice(cause: "\(quantity.display) is not a whole count", remedy: "counts start at 1")
            }
            return index
        }
        switch part {
        case .range(.quantity(let lower), .quantity(let upper), step: nil) where lower.dimension == upper.dimension:
            switch lower.dimension {
            case .none: return .indices(from: try index(lower) - 1, to: try index(upper))
            case .samples: return .indices(from: try index(lower), to: try index(upper))
            default: return .positions(from: lower.value, to: upper.value)
            }
        case .quantity(let quantity) where quantity.dimension == .none:
            return .indices(from: try index(quantity) - 1, to: try index(quantity))
        default:
            throw UnfitSlice(cause: "'\(part.display)' is not a part", remedy: "a range, such as [1 s .. 2 s] or [1 .. 10]")
        }
    }

    // MARK: Arithmetic

    private static func combine(
        _ left: any Value, _ operation: Tensors.Arithmetic, _ right: any Value
    ) throws -> any Value {
        switch (left, right) {
        case (let a as SoundValue, let b as SoundValue):
            return SoundValue(try Signal.combine(a.signal, operation, b.signal))
        case (let a as SoundValue, let b as Constant):
            return SoundValue(try Signal.combine(a.signal, operation, number(b, operation, with: a)))
        case (let a as Constant, let b as SoundValue):
            return SoundValue(try Signal.combine(number(a, operation, with: b), operation, b.signal))
        case (let a as SpectrogramValue, let b as SpectrogramValue):
            return SpectrogramValue(try Spectrogram.combine(a.spectrogram, operation, b.spectrogram))
        case (let a as SpectrogramValue, let b as Constant):
            return SpectrogramValue(try Spectrogram.combine(a.spectrogram, operation, number(b, operation, with: a)))
        case (let a as Constant, let b as SpectrogramValue):
            return SpectrogramValue(try Spectrogram.combine(number(a, operation, with: b), operation, b.spectrogram))
        case (let a as TensorValue, let b as TensorValue):
            return TensorValue(try Tensor.combine(a.tensor, operation, b.tensor))
        case (let a as TensorValue, let b as Constant):
            return TensorValue(try Tensor.combine(a.tensor, operation, number(b, operation, with: a)))
        case (let a as Constant, let b as TensorValue):
            return TensorValue(try Tensor.combine(number(a, operation, with: b), operation, b.tensor))
        case (let a as Constant, let b as Constant):
            guard let sum = try fold(a.scalar, operation, b.scalar) else {
                throw UnfitOperands(operation: operation.rawValue, left: left.type, right: right.type)
            }
            return Constant(sum)
        default:
            throw UnfitOperands(operation: operation.rawValue, left: left.type, right: right.type)
        }
    }

    /// A constant as a number among `value`'s own: without a unit, or decibels added to decibels.
    private static func number(
        _ constant: Constant, _ operation: Tensors.Arithmetic, with value: any Value
    ) throws -> Double {
        guard case .quantity(let quantity) = constant.scalar else {
            throw UnfitOperands(operation: operation.rawValue, left: value.type, right: constant.type)
        }
        if quantity.dimension == .none { return quantity.value }
        if quantity.dimension == .level, [.add, .subtract].contains(operation),
            case .decibels? = (value as? SpectrogramValue)?.spectrogram.scale
        {
            return quantity.value
        }
        throw UnfitUnit(operation: operation.rawValue, type: value.type, quantity: quantity)
    }

    /// Two constants by the language's own rules, units and all; nil where those say no.
    private static func fold(_ left: Scalar, _ operation: Tensors.Arithmetic, _ right: Scalar) throws -> Scalar? {
        guard case .quantity(let a) = left, case .quantity(let b) = right,
            let sign = Operator(rawValue: operation.rawValue)
        else { return nil }
        let nowhere = Span(0, 0)
        let sum = Expression(.arithmetic(sign, Expression(.quantity(a), nowhere), Expression(.quantity(b), nowhere)), nowhere)
        do throws(Diagnostic) {
            let bound = try bind(
                Statement(name: nil, expression: sum, span: nowhere), in: Vocabulary(verbs: [], fields: [:]),
                scope: Environment())
            if case .scalar(let scalar, _) = bound { return scalar }
            return nil
        } catch {
            throw UnfitSum(cause: error.message)
        }
    }
}
