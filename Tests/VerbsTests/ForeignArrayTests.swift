import Foundation
import Session
import Tensors
import Testing

@testable import Programs
@testable import Study
@testable import Verbs
@testable import Workplace

/// Files of arrays with more in them than numbers, as `import` reads them.
@Suite struct ForeignArrayTests {
    private let laboratory: Laboratory

    init() throws { laboratory = try Laboratory() }

    private func write(_ bytes: [UInt8], to name: String) throws {
        try Data(bytes).write(to: URL(filePath: laboratory.folder + "/" + name))
    }

    /// A safetensors file whose data is all zero.
    private func writeSafeTensors(_ header: String, data: Int, to name: String) throws {
        let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian, Array.init)
        try write(length + Array(header.utf8) + [UInt8](repeating: 0, count: data), to: name)
    }

    private func failure(_ source: String) throws -> FormatFault? {
        do {
            let value = try laboratory.value(of: source)
            Issue.record("\(source) gives \(value.line)")
            return nil
        } catch let failure as Evaluator.Failure { return failure.fault as? FormatFault }
    }

    @Test func theNumbersComeAndTheRestIsNamed() throws {
        try writeSafeTensors(
            """
            {"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"scale":{"dtype":"F8_E4M3","shape":[3],"data_offsets":[8,11]}}
            """, data: 11, to: "a.safetensors")
        #expect(
            try laboratory.notes(of: "import \"a.safetensors\"") == [
                "a.safetensors: 1 of 2 arrays is left out: scale (type F8_E4M3)"
            ])
        #expect(try laboratory.said("import \"a.safetensors\"") == "1 array: w")
    }

    @Test func namesWithDotsAndFoldersAreReadFieldByField() throws {
        let two = Tensor([2], [1, 2])
        try write(NPZ.bytes(of: [("layer.weight", two), ("layer.bias", two), ("deep/er/x", Tensor([1], [3]))]), to: "deep.npz")
        let deep = "d = import \"deep.npz\"\n"
        #expect(try laboratory.said(deep + "d.layer") == "2 arrays: weight, bias")
        #expect(try laboratory.said(deep + "d.layer.weight") == "2 · 1..2")
        #expect(try laboratory.said(deep + "d.deep.er.x") == "1 · 3..3")
        #expect(try laboratory.said(deep + "d.lay") == "an archive has no field 'lay'")
        #expect(try laboratory.said(deep + "d.layer.scale") == "an archive has no field 'scale'")
    }

    @Test func ofVeryManyTheFirstAreNamedAndTheTypesOfAll() throws {
        let arrays = (10..<40).map { n in
            "\"w\(n)\":{\"dtype\":\"\(n < 39 ? "F8_E5M2" : "C64")\",\"shape\":[1],\"data_offsets\":[\(n - 10),\(n - 9)]}"
        }
        let last = "\"x\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[30,31]}"
        try writeSafeTensors("{\((arrays + [last]).joined(separator: ","))}", data: 31, to: "many.safetensors")
        let note = try #require(laboratory.notes(of: "import \"many.safetensors\"").first)
        #expect(note.hasPrefix("many.safetensors: 30 of 31 arrays are left out: w10 (type F8_E5M2), w11 (type F8_E5M2), "))
        #expect(note.hasSuffix(", w21 (type F8_E5M2) and 18 more (type C64, type F8_E5M2)"))
    }

    @Test func lostDigitsAreSaidOnce() throws {
        let numbers = [0.1, 1 / 3.0].flatMap { withUnsafeBytes(of: $0.bitPattern.littleEndian, Array.init) }
        let header = """
            {"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"b":{"dtype":"F64","shape":[1],"data_offsets":[8,16]}}
            """
        try write(
            withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian, Array.init) + Array(header.utf8) + numbers,
            to: "d.safetensors")
        #expect(
            try laboratory.notes(of: "import \"d.safetensors\"")
                == ["d.safetensors: digits were lost in 32-bit floats: a (float64), b (float64)"])
    }

    @Test func aFileWithNothingToReadIsRefused() throws {
        try writeSafeTensors(
            #"{"q":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}}"#, data: 1, to: "q.safetensors")
        let eight = try failure("import \"q.safetensors\"")
        #expect(eight?.cause == "'q.safetensors' holds nothing that can be read: q (type F8_E4M3)")
        #expect(eight?.remedy == "save it as F32")
        try writeSafeTensors("{}", data: 0, to: "none.safetensors")
        #expect(try failure("import \"none.safetensors\"")?.cause == "'none.safetensors' holds no array")
        try write(NPZ.bytes(of: []), to: "none.npz")
        #expect(try failure("import \"none.npz\"")?.cause == "'none.npz' holds no array")
        // numpy.savez_compressed("words.npz", words=numpy.array(["dog"]))
        let words = """
            UEsDBC0AAAAIAAAAIQBTdKfK//////////8JABQAd29yZHMubnB5AQAQAIwAAAAAAAAATQAAAAAAAACb7BfqGxDJyFDGUK2eklqcXKRupaBuE2qs
            rqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RqGOpo6CrUKFACuFAYGhnwgTgdiAFBLAQItAy0AAAAIAAAAIQBTdKfKTQAAAIwAAAAJAAAA
            AAAAAAAAAACAAQAAAAB3b3Jkcy5ucHlQSwUGAAAAAAEAAQA3AAAAiAAAAAAA
            """
        try write(Array(try #require(Data(base64Encoded: words, options: .ignoreUnknownCharacters))), to: "words.npz")
        let text = try failure("import \"words.npz\"")
        #expect(text?.cause == "'words.npz' holds nothing that can be read: words (text of type '<U3')")
        #expect(text?.remedy == "save the numbers alone, or a number for each text")
    }

    @Test(.enabled(if: dataFolder != nil, "FOLEY_DATA is not set"))
    func featuresWithLabelsGiveTheFeatures() throws {
        let file = try #require(dataFolder) + "/reports/arr/feat.npz"
        try Data(contentsOf: URL(filePath: file)).write(to: URL(filePath: laboratory.folder + "/feat.npz"))
        #expect(
            try laboratory.notes(of: "import \"feat.npz\"") == [
                "feat.npz: 1 of 3 arrays is left out: labels (text of type '<U3')"
            ])
        #expect(try laboratory.said("f = import \"feat.npz\"\nf.X") == "3 x 4 · -1.265..1.304")
        let numbers = try #require(try laboratory.value(of: "f = import \"feat.npz\"\nf.y") as? TensorValue).tensor
        #expect(numbers.shape == [3] && numbers.floats == [0, 1, 2])
    }

    @Test func aModelWithForeignWeightsIsNoModel() throws {
        let source = """
            world = stage clips: 4, kinds: [bell, rain], length: 500 ms
            export (train (linear world, bands: 8) on world, epochs: 1) to "ear.safetensors"
            """
        _ = try laboratory.value(of: source)
        let bytes = try Array(Data(contentsOf: URL(filePath: laboratory.folder + "/ear.safetensors")))
        let file = try SafeTensors(bytes, name: "ear")
        let length = Int(UInt64(littleEndian: bytes.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }))
        let header = String(decoding: bytes[8..<8 + length], as: UTF8.self)
        let first = try #require(file.entries.first).name
        let altered = header.replacing("\"dtype\":\"F32\"", with: "\"dtype\":\"I99\"", maxReplacements: 1)
        #expect(altered != header && altered.utf8.count == length)
        try write(Array(bytes[..<8]) + Array(altered.utf8) + bytes[(8 + length)...], to: "other.safetensors")
        let cause = try failure("import \"other.safetensors\"")?.cause ?? ""
        #expect(cause.contains("is of type I99"), "\(cause) \(first)")
    }
}
