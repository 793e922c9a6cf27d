import Foundation
import Networks
import Session
import Tensors
import Testing

@testable import Programs
@testable import Study
@testable import Verbs
@testable import Workplace

/// Models as files, by way of the verbs that write and read them.
@Suite struct ModelFileTests {
    private static let trained = """
        world = stage clips: 5, kinds: [bell, rain], length: 300 ms
        net = cnn world, bands: 16, filters: 4, blocks: 1, units: 8
        ear = train net on world, epochs: 2, batch: 8, aside: 20 %

        """

    /// A laboratory with `ear.safetensors` in it, and the model it was made of.
    private func exported() throws -> (Laboratory, ModelValue) {
        let laboratory = try Laboratory()
        _ = try laboratory.value(of: Self.trained + "export ear to \"ear.safetensors\"")
        return (laboratory, try #require(try laboratory.value(of: Self.trained + "ear") as? ModelValue))
    }

    private func message(_ laboratory: Laboratory, _ source: String) -> String {
        do {
            _ = try laboratory.value(of: source)
            return ""
        } catch let failure as Evaluator.Failure {
            return failure.fault.cause
        } catch { return "\(error)" }
    }

    @Test func comesBackToTheBit() throws {
        let (laboratory, ear) = try exported()
        let again = try #require(try laboratory.value(of: "import \"ear.safetensors\"") as? ModelValue)
        #expect(again.weights.parameters.map(\.bitPattern) == ear.weights.parameters.map(\.bitPattern))
        #expect(again.weights.statistics.map(\.bitPattern) == ear.weights.statistics.map(\.bitPattern))
        #expect(try again.payload().facts == ear.payload().facts)
        #expect(again.network.frontEnd == ear.network.frontEnd && ear.network.frontEnd.standard.means[0] != 0)
        #expect(
            again.learning.history == ear.learning.history && again.learning.course == ear.learning.course
                && again.learning.epoch == ear.learning.epoch)
        #expect(again.network.classes == ["bell", "rain"])

        _ = try laboratory.value(of: "export (import \"ear.safetensors\") to \"again.safetensors\"")
        let files = try ["ear", "again"].map { try contents(ofFile: "\(laboratory.folder)/\($0).safetensors") }
        #expect(files[0] == files[1])
    }

    @Test func hearsAsItDid() throws {
        let (laboratory, _) = try exported()
        let file = "ear = import \"ear.safetensors\"\n"
        let own = try laboratory.value(of: Self.trained + "predict ear on (noise 500 ms)").payload()
        let read = try laboratory.value(of: file + "predict ear on (noise 500 ms)").payload()
        #expect(own.tensors.map { $0.tensor.floats.map(\.bitPattern) } == read.tensors.map { $0.tensor.floats.map(\.bitPattern) })
        let world = "test = stage clips: 3, kinds: [bell, rain], length: 300 ms, seed: 9\n"
        let judged = try laboratory.value(of: Self.trained + world + "evaluate ear on test")
        #expect(try laboratory.value(of: file + world + "evaluate ear on test").line == judged.line)
        #expect(try laboratory.value(of: world + "evaluate (import \"ear.safetensors\") on test").line == judged.line)
        #expect(try laboratory.value(of: file + "ear.loss").line == laboratory.value(of: Self.trained + "ear.loss").line)
    }

    @Test func otherProgramsFindNamesAndClasses() throws {
        let (laboratory, ear) = try exported()
        let file = try SafeTensors(reading: "\(laboratory.folder)/ear.safetensors")
        #expect(Set(file.entries.map(\.name)) == Set(ear.network.architecture.tensorNames))
        #expect(file.entries.contains { $0.name == "1.convolution.weights" && $0.shape == [4, 1, 3, 3] })
        #expect(file.metadata["classes"] == "[\"bell\",\"rain\"]")
        #expect(file.metadata["sample rate"] == "22.05 kHz")
    }

    // MARK: Files that are no models

    /// The file written anew with another record, other tensors or other metadata.
    private func write(
        _ laboratory: Laboratory, _ ear: ModelValue, replacing: [(String, String)] = [],
        metadata: [String: String] = [:], tensors: ((inout [(name: String, tensor: Tensor)]) -> Void)? = nil
    ) throws {
        var found = try SafeTensors(ModelFile.bytes(of: ear), name: "ear").metadata
        for (old, new) in replacing {
            let record = try #require(found["foley.model"])
            #expect(record.contains(old), "\(old)")
            found["foley.model"] = record.replacing(old, with: new)
        }
        found.merge(metadata) { $1 }
        var list = ear.model.tensors
        tensors?(&list)
        let bytes = try SafeTensorsWriter(metadata: found, tensors: list).fileBytes
        try Data(bytes).write(to: URL(fileURLWithPath: "\(laboratory.folder)/bad.safetensors"))
    }

    @Test func saysWhatIsWrongWithAFile() throws {
        let (laboratory, ear) = try exported()
        func said(
            _ replacing: [(String, String)] = [], metadata: [String: String] = [:],
            tensors: ((inout [(name: String, tensor: Tensor)]) -> Void)? = nil
        ) throws -> String {
            try write(laboratory, ear, replacing: replacing, metadata: metadata, tensors: tensors)
            let text = message(laboratory, "import \"bad.safetensors\"")
            #expect(text.isEmpty || text.hasPrefix("'bad.safetensors' "), "\(text)")
            return String(text.dropFirst("'bad.safetensors' ".count).replacing("holds no model that can be used: ", with: ""))
        }
        #expect(try said() == "")
        #expect(
            try said(tensors: { $0.removeFirst() }) == "'1.convolution.weights' is missing")
        #expect(
            try said(tensors: { $0[1].tensor = Tensor([2, 2], [1, 2, 3, 4]) })
                == "'1.convolution.bias' is 2 x 2 where the network has 4")
        #expect(
            try said(tensors: { $0[1].tensor = Tensor([4], [1, 2, 3, .nan]) })
                == "'1.convolution.bias' holds infinity or NaN")
        #expect(
            try said(tensors: { $0.append(("99.dense.weights", Tensor([1], [1]))) })
                == "its network has no '99.dense.weights'")
        #expect(
            try said([("\"kind\":\"convolution\"", "\"kind\":\"wavelet\"")])
                == "the model has a layer of the kind 'wavelet', which this version does not know")
        #expect(try said(metadata: ["foley.model": "{\"architecture\": "]) == "its record does not read: it is not JSON")
        #expect(try said(metadata: ["foley.model": "[]"]).hasPrefix("its record does not read: "))
        #expect(
            try said(metadata: ["foley.format": "7"])
                == "is a model in the format '7', and this version reads the format 1")
        #expect(
            try said([("\"filters\":4,", "")]) == "its record does not read: architecture.layers.1.options.filters is missing")
        #expect(
            try said([("\"filters\":4", "\"filters\":1000000000")]).contains("cannot have 1000000000 filters"))
        #expect(try said([("\"filters\":4", "\"filters\":65536")]).contains("would keep more than a gigabyte"))
        #expect(try said([("\"input\":[1,16,", "\"input\":[1,16777216,")]).contains("larger than a gigabyte"))
        #expect(try said([("\"units\":8", "\"units\":9223372036854775807")]).contains("cannot have"))
        #expect(try said([("\"units\":8", "\"units\":92233720368547758070")]).hasPrefix("its record does not read"))
        #expect(try said([("\"units\":8", "\"units\":-8")]).contains("cannot have -8 units"))
        #expect(try said([("\"share\":0.1", "\"share\":1e300")]).contains("cannot leave out a share"))
        #expect(
            try said([("\"kind\":\"max pool\",\"options\":{\"columns\":2", "\"kind\":\"max pool\",\"options\":{\"columns\":0")])
                .contains("cannot span 2 x 0"))
        #expect(
            try said([("\"input\":[1,16,", "\"input\":[1000000000,1000000000000,")]).contains("a network cannot take examples of")
        )
        #expect(try said([("\"input\":[1,16,", "\"input\":[0,16,")]).contains("a network cannot take examples of"))
        #expect(try said([("\"input\":[1,16,", "\"input\":[2,16,")]).hasPrefix("its first layer takes other examples"))
        #expect(try said([("\"bands\":16", "\"bands\":17")]).hasPrefix("its first layer takes other examples"))
        #expect(try said([("\"hop\":512", "\"hop\":0")]).contains("hop"))
        #expect(try said([("\"window\":2048", "\"window\":16")]) != "")
        #expect(try said([("\"deviation\":", "\"deviation\":-")]).hasPrefix("features cannot be brought to"))
        #expect(try said([("[\"bell\",\"rain\"]", "[\"bell\"]")]) == "its last layer has not one unit for each class")
        #expect(try said([("[\"bell\",\"rain\"]", "[\"bell\",\"bell\"]")]) == "two of its classes have one name")
        #expect(try said([("\"epoch\":2", "\"epoch\":3")]) == "its weights are of epoch 3 of 2")
    }

    /// Whatever is cut off or changed, there is an error or a model, never a crash.
    @Test func survivesDamage() throws {
        let (laboratory, ear) = try exported()
        let whole = try ModelFile.bytes(of: ear)
        func read(_ bytes: [UInt8]) {
            do {
                let file = try SafeTensors(bytes, name: "ear.safetensors")
                guard file.metadata[ModelFile.recordKey] != nil else { return }
                _ = try ModelFile.model(in: file) { _ in }
            } catch let fault as FormatFault {
                #expect(fault.cause.contains("ear.safetensors"))
            } catch {
                Issue.record("\(error)")
            }
        }
        for length in stride(from: 0, to: whole.count, by: max(1, whole.count / 97)) { read(Array(whole[..<length])) }
        let random = Philox(seed: 5, purpose: "damage")
        let header = 8 + Int(whole[0]) + 256 * Int(whole[1])
        for round in 0..<3000 {
            var bytes = whole
            for place in 0..<(1 + round % 3) {
                let bits = random.bits(3 * round + place)
                bytes[8 + Int(bits >> 8) % (header - 8)] = Array("0123456789-.eE\"{}[],:x".utf8)[Int(bits & 255) % 22]
            }
            read(bytes)
        }
        try Data(whole.dropLast(100)).write(to: URL(fileURLWithPath: "\(laboratory.folder)/short.safetensors"))
        #expect(message(laboratory, "import \"short.safetensors\"").hasPrefix("'short.safetensors' has "))
    }

    @Test func tablesOfAllKindsAreWritten() throws {
        let laboratory = try Laboratory()
        func text(_ value: String) throws -> String {
            _ = try laboratory.value(of: Self.trained + "report = evaluate ear on world\nexport \(value) to \"x.csv\"")
            return try String(contentsOfFile: laboratory.folder + "/x.csv", encoding: .utf8)
        }
        #expect(try text("ear.loss").hasPrefix("epoch,training,validation\n1,"))
        #expect(try text("report.confusion").hasPrefix("truth,bell,rain\nbell,"))
        #expect(try text("report.predictions").split(separator: "\n").count == 11)
        #expect(try text("world").hasPrefix("path,class,seconds,rate,"))
        #expect(
            message(laboratory, Self.trained + "export ear to \"x.npy\"") == "'x.npy' does not end in a format that fits a model")
        #expect(message(laboratory, Self.trained + "export net to \"x.csv\"").contains("not a network"))
        #expect(message(laboratory, Self.trained + "export (evaluate ear on world) to \"x.csv\"").contains(".predictions"))
    }

    @Test func drawsItselfAndItsFilters() throws {
        let laboratory = try Laboratory()
        #expect(try laboratory.value(of: Self.trained + "ear.filters").line.hasPrefix("4 x 3 x 3 · "))
        #expect(try laboratory.value(of: Self.trained + "plot ear") is FigureValue)
        #expect(try laboratory.value(of: Self.trained + "plot ear.filters") is FigureValue)
    }
}
