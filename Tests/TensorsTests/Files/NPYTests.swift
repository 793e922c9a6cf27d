import Chance
import Foundation
import Tensors
import Testing

struct NPYTests {
    /// A file as NumPy writes it, by hand.
    private func file(
        _ description: String, fortran: Bool = false, shape: String, version: UInt8 = 1, _ data: [UInt8]
    ) -> [UInt8] {
        let text = "{'descr': \(description), 'fortran_order': \(fortran ? "True" : "False"), 'shape': \(shape), }\n"
        let length = text.utf8.count
        let lengthBytes = (0..<(version == 1 ? 2 : 4)).map { UInt8(length >> (8 * $0) & 255) }
        return [0x93] + Array("NUMPY".utf8) + [version, 0] + lengthBytes + Array(text.utf8) + data
    }

    private func little<T: FixedWidthInteger>(_ numbers: [T]) -> [UInt8] {
        numbers.flatMap { withUnsafeBytes(of: $0.littleEndian, Array.init) }
    }

    @Test("a tensor comes back from its file")
    func roundTrip() throws {
        for shape in [[], [3], [2, 3], [2, 0, 4], [2, 3, 4]] {
            let numbers = (0..<shape.reduce(1, *)).map { Float($0) / 7 }
            let bytes = NPY.bytes(of: Tensor(shape, numbers))
            let found = try NPY.read(bytes, name: "a.npy")
            #expect(found.tensor.shape == shape && found.tensor.floats == numbers && found.loss == nil)
            #expect((bytes.count - numbers.count * 4) % 64 == 0)
        }
    }

    @Test("the file of a tensor is the one that NumPy writes")
    func golden() {
        let bytes = NPY.bytes(of: Tensor([2, 1], [1, -2]))
        let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }"
        let padded = header + String(repeating: " ", count: 117 - header.count) + "\n"
        #expect(
            bytes == [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(padded.utf8) + [0, 0, 128, 63, 0, 0, 0, 192])
    }

    @Test("every real type is read")
    func types() throws {
        let cases: [(String, [UInt8])] = [
            ("'|b1'", [1, 0]), ("'|u1'", [1, 0]), ("'|i1'", [1, 0]), ("'<u2'", little([1, 0] as [UInt16])),
            ("'<i2'", little([1, 0] as [Int16])), ("'<u4'", little([1, 0] as [UInt32])),
            ("'<i4'", little([1, 0] as [Int32])), ("'<u8'", little([1, 0] as [UInt64])),
            ("'<i8'", little([1, 0] as [Int64])), ("'<f2'", little([0x3C00, 0] as [UInt16])),
            ("'<f4'", little([Float(1).bitPattern, 0])), ("'<f8'", little([Double(1).bitPattern, 0])),
            ("'>i2'", [0, 1, 0, 0]), ("'>f4'", [0x3F, 0x80, 0, 0, 0, 0, 0, 0]),
            ("'>f8'", [0x3F, 0xF0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        ]
        for (description, data) in cases {
            let found = try NPY.read(file(description, shape: "(2,)", data), name: "a.npy")
            #expect(found.tensor.floats == [1, 0], "\(description)")
            #expect(found.loss == nil)
        }
    }

    @Test("Fortran order becomes C order, in any version of the format", arguments: [1, 2, 3] as [UInt8])
    func fortran(version: UInt8) throws {
        let columns = little([0, 3, 1, 4, 2, 5] as [Int16])
        let found = try NPY.read(file("'<i2'", fortran: true, shape: "(2, 3)", version: version, columns), name: "a")
        #expect(found.tensor.shape == [2, 3])
        #expect(found.tensor.floats == [0, 1, 2, 3, 4, 5])
        let cube = (0..<24).map { ($0 % 2) * 12 + ($0 / 2 % 3) * 4 + $0 / 6 }.map(Int16.init)
        let deep = try NPY.read(
            file("'<i2'", fortran: true, shape: "(2, 3, 4)", version: version, little(cube)), name: "a")
        #expect(deep.tensor.floats == (0..<24).map(Float.init))
    }

    @Test("what float32 cannot represent is said")
    func precision() throws {
        let doubles = file("'<f8'", shape: "(1,)", little([Double(0.1).bitPattern]))
        #expect(try NPY.read(doubles, name: "a.npy").loss == .float64)
        for number: Int64 in [16_777_217, .max, .min + 1] {
            #expect(try NPY.read(file("'<i8'", shape: "(1,)", little([number])), name: "a").loss != nil)
        }
        #expect(try NPY.read(file("'<u8'", shape: "(1,)", little([UInt64.max])), name: "a").loss != nil)
        #expect(try NPY.read(file("'<i8'", shape: "(1,)", little([Int64.min])), name: "a").loss == nil)
        let special = little([Double.nan.bitPattern, Double.infinity.bitPattern])
        #expect(try NPY.read(file("'<f8'", shape: "(2,)", special), name: "a").loss == nil)
    }

    @Test(
        "a file that cannot be read says why",
        arguments: [
            ("'<c8'", "(1,)", 8, "holds complex numbers of type '<c8'"), ("'|O'", "(1,)", 8, "holds Python objects of type '|O'"),
            ("'<U4'", "(1,)", 16, "holds text of type '<U4'"), ("'|S3'", "(1,)", 3, "holds text of type '|S3'"),
            ("'<M8[ns]'", "(1,)", 8, "holds dates of type '<M8[ns]'"), ("'<m8[s]'", "(1,)", 8, "holds spans of time"),
            ("'|V2'", "(1,)", 2, "holds bytes of type '|V2'"), ("'<f16'", "(1,)", 16, "holds numbers of type '<f16'"),
            ("'|f4'", "(1,)", 4, "holds numbers of type '|f4'"),
            ("[('a', '<f4'), ('b', '<i2')]", "(1,)", 6, "holds records of [('a', '<f4'), ('b', '<i2')]"),
            ("[('a]', '<f4')]", "(1,)", 4, "holds records of [('a]', '<f4')]"),
            ("[('a', '<f4'", "(1,)", 4, "damaged NPY header"), ("()", "(1,)", 4, "whose descr is no type"),
            ("'<f4'", "(2,)", 4, "has 4 bytes of numbers"),
            ("'<f4'", "(1,)", 5, "has 5 bytes"), ("'<f4'", "(4611686018427387904, 8)", 0, "has 0 bytes"),
            ("'<f4'", "(99999999999999999999,)", 0, "damaged NPY header"), ("'<f4'", "(-1,)", 0, "damaged NPY header"),
            ("'<f4'", "3", 12, "damaged NPY header"),
        ])
    func refused(description: String, shape: String, size: Int, problem: String) throws {
        let bytes = file(description, shape: shape, [UInt8](repeating: 0, count: size))
        let fault = #expect(throws: FormatFault.self) { try NPY.read(bytes, name: "a.npy") }
        #expect(fault?.problem.contains(problem) == true, "\(fault?.problem ?? "")")
    }

    @Test("damaged files give faults and no traps")
    func mutations() throws {
        var generator = SplitMix(1)
        let seeds = [
            NPY.bytes(of: Tensor([2, 3], [1, 2, 3, 4, 5, 6])),
            file("'>f8'", fortran: true, shape: "(2, 1)", little([1, 2] as [Int64])),
            file("[('a', '<f4')]", shape: "()", version: 2, [0, 0, 0, 0]),
        ]
        var refused = 0
        for round in 0..<6000 {
            let bytes = mutated(seeds[round % seeds.count], &generator)
            do {
                let found = try NPY.read(bytes, name: "a")
                #expect(found.tensor.count == found.tensor.shape.reduce(1, *))
            } catch is FormatFault { refused += 1 }
        }
        #expect(refused > 1000)
    }

    @Test("a missing file, a folder and a pipe are faults that name them")
    func files() throws {
        let folder = NSTemporaryDirectory() + "foley-npy-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: folder) } }
        #expect(mkfifo(folder + "/pipe", 0o600) == 0)
        for path in [folder, folder + "/none.npy", folder + "/pipe"] {
            let fault = #expect(throws: FileFault.self) { try NPY.read(path) }
            #expect(fault?.cause.contains(path) == true)
        }
    }
}
