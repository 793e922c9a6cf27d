import Tensors

/// A payload as a safetensors file: tensors and bytes under their own names, all else in the metadata entry `foley`.
extension Payload {
    /// The file of this payload; throws where two of its parts share a name.
    func writer() throws -> SafeTensorsWriter {
        let about = description
        return try writer(about, digest(about: about))
    }

    /// The size of that file.
    var byteCount: Int { get throws { try writer(description, Key(digesting: [])).byteCount } }

    /// The file with numbers that are hashed while they are written, where `parallel` has two threads: half the time for a
    /// large one.
    ///
    /// - Throws: `FormatFault` where two parts share a name, and what `output` throws.
    func write(to output: Disk.Output, parallel: Parallel) throws {
        let about = description
        let blank = try writer(about, Key(digesting: []))
        var digest: Key?
        try parallel.forEach(2) { part in
            if part == 0 { digest = self.digest(about: about) } else { try blank.write { try output.append($0) } }
        }
        // A digest is as long as any other.
        try output.overwrite(writer(about, digest!).header)
    }

    private func writer(_ about: String, _ digest: Key) throws -> SafeTensorsWriter {
        try SafeTensorsWriter(
            metadata: ["foley": about, "sha256": digest.description], tensors: tensors, bytes: bytes)
    }

    /// All but the numbers.
    private var description: String {
        JSON.object([
            "type": .string(type),
            "line": .string(line),
            "facts": .string(facts),
            "tensors": .array(
                tensors.map { name, tensor in
                    .object(["name": .string(name), "axes": .array(tensor.axes.map(\.json))])
                }),
            "bytes": .array(bytes.map { .string($0.name) }),
        ]).text
    }

    /// Reads what `writer` wrote; throws `FormatFault` for anything else. Of a file that is `verified` the numbers are not
    /// looked at.
    init(_ file: SafeTensors, verified: Bool = false) throws(FormatFault) {
        func damaged(_ what: String) -> FormatFault { FormatFault(file.name, "is not a stored value: \(what)") }
        guard let text = file.metadata["foley"] else { throw damaged("its metadata has no entry 'foley'") }
        let about: JSON
        do { about = try JSON(reading: text.utf8) } catch { throw damaged(error.cause) }
        guard let members = about.object, let type = members["type"]?.string, let line = members["line"]?.string,
            let facts = members["facts"]?.string, let tensors = members["tensors"]?.array,
            let names = members["bytes"]?.array
        else { throw damaged("its metadata lacks type, line, facts, tensors or bytes") }
        self.init(type: type, line: line, facts: facts)
        for item in tensors {
            guard let name = item.object?["name"]?.string,
                let axes = item.object?["axes"]?.array?.compactMap(Axis.init),
                let found = file.entries.first(where: { $0.name == name }), found.type == .float32,
                found.shape.count == axes.count, let tensor = file.tensor(name)?.tensor
            else { throw damaged("a tensor does not fit its description") }
            self.tensors.append((name, tensor.with(axes: axes)))
        }
        for item in names {
            guard let name = item.string, let found = file.entries.first(where: { $0.name == name }),
                found.type == .uint8, let bytes = file.bytes(name)
            else { throw damaged("its bytes do not fit their description") }
            self.bytes.append((name, bytes))
        }
        guard file.entries.count == self.tensors.count + self.bytes.count else {
            throw damaged("it holds arrays that are not described")
        }
        guard verified || file.metadata["sha256"] == digest(about: text).description else {
            throw damaged("its bytes are not those that were stored")
        }
    }

    /// The SHA-256 of the description and of every number: a disk may change a byte and say nothing.
    private func digest(about: String) -> Key {
        var hash = SHA256()
        hash.update(about.utf8)
        for (_, tensor) in tensors {
            hash.update("\(tensor.shape)".utf8)
            tensor.withFloats { hash.update(UnsafeRawBufferPointer($0)) }
        }
        for (_, bytes) in bytes { hash.update(bytes) }
        return hash.digest()
    }
}

extension Axis {
    fileprivate var json: JSON {
        var members: [String: JSON] = ["name": .string(name), "unit": .string(unit)]
        switch coordinates {
        case .none: break
        case .linear(let start, let step):
            members["start"] = .number(start)
            members["step"] = .number(step)
        case .values(let values): members["values"] = .array(values.map { .number($0) })
        case .labels(let labels): members["labels"] = .array(labels.map { .string($0) })
        }
        return .object(members)
    }

    /// nil where `json` describes no axis.
    fileprivate init?(_ json: JSON) {
        guard let members = json.object, let name = members["name"]?.string, let unit = members["unit"]?.string
        else { return nil }
        if let start = members["start"]?.double, let step = members["step"]?.double {
            self.init(name, unit: unit, .linear(start: start, step: step))
        } else if let items = members["values"]?.array {
            let values = items.compactMap(\.double)
            guard values.count == items.count else { return nil }
            self.init(name, unit: unit, .values(values))
        } else if let items = members["labels"]?.array {
            let labels = items.compactMap(\.string)
            guard labels.count == items.count else { return nil }
            self.init(name, unit: unit, .labels(labels))
        } else {
            self.init(name, unit: unit)
        }
    }
}
