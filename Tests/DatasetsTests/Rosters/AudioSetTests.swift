import Foundation
import Testing

@testable import Datasets

/// Segments of AudioSet, a few of which are here.
@Suite struct AudioSetTests {
    let corpus: Corpus

    init() throws {
        corpus = try Corpus()
        try corpus.write(
            """
            # Segments csv created Sun Mar  5 10:54:31 2017
            # num_ytids=6, num_segs=7
            # YTID, start_seconds, end_seconds, positive_labels
            --PJHxphWEs, 30.000, 40.000, "/m/dog,/m/bark"
            Ybcdefghijk, 0.000, 10.000, "/m/rain"
            R9_ZSCveAHg, 5.000, 12.000, "/m/dog"
            twice_abcde, 30.000, 40.000, "/m/cat,/m/none"
            twice_abcde, 50.000, 60.000, "/m/cat"
            gone1234567, 20.000, 30.000, "/m/cat"
            broken, x, y, z

            """, "eval_segments.csv")
        try corpus.write(
            "index,mid,display_name\n0,/m/dog,\"Dog\"\n1,/m/bark,\"Bark, loud\"\n2,/m/rain,Rain\n3,/m/cat,Cat\n",
            "class_labels_indices.csv")
    }

    private func writeOntology() throws {
        try corpus.write(
            """
            [{"id": "/m/animal", "name": "Animal", "child_ids": ["/m/pet"]},
             {"id": "/m/nature", "name": "Nature", "child_ids": ["/m/rain"]},
             {"id": "/m/pet", "name": "Pet", "child_ids": ["/m/dog", "/m/cat"]},
             {"id": "/m/dog", "name": "Dog of the ontology", "child_ids": ["/m/bark"]},
             {"id": "/m/cat", "name": "Cat", "child_ids": []}, {"id": "/m/rain", "name": "Rain", "child_ids": []},
             {"id": "/m/bark", "name": "Bark", "child_ids": []},
             {"id": "/m/loud", "name": "Loud", "child_ids": ["/m/bark"]}]
            """, "ontology.json")
    }

    private func writeFiles() throws {
        try corpus.sound("Y--PJHxphWEs.wav", pitch: 1)
        try corpus.sound("audio/Ybcdefghijk_0_10.wav", pitch: 2)
        try corpus.sound("R9_ZSCveAHg_7s.flac", pitch: 3, as: .flac16)
        try corpus.movie("twice_abcde_30000.mp4")
        try corpus.movie("twice_abcde_50.mp4", pictures: 6)
    }

    @Test func segmentsThatAreHereHaveAllTheirClasses() throws {
        try writeFiles()
        let (table, notes) = try corpus.read()
        #expect(
            table.clips.map(\.path) == [
                "set/Y--PJHxphWEs.wav", "set/audio/Ybcdefghijk_0_10.wav", "set/R9_ZSCveAHg_7s.flac", "set/twice_abcde_30000.mp4",
                "set/twice_abcde_50.mp4",
            ])
        #expect(table.classes == ["/m/none", "Bark, loud", "Cat", "Dog", "Rain"])
        #expect(table.clips.map(\.labels) == [[1, 3], [4], [3], [0, 2], [2]])
        #expect(table.labels[0] == "Bark, loud; Dog")
        #expect(try table.cells(of: "start") == ["30", "0", "5", "30", "50"] && table.cells(of: "end")[0] == "40")
        #expect(try table.cells(of: "id")[1] == "Ybcdefghijk" && table.cells(of: "split")[1] == "eval")
        #expect(
            Set(table.unreadable) == [
                .init(path: "gone1234567", reason: "no file of it is here (20 to 30 s)"),
                .init(path: "set/eval_segments.csv:10", reason: "the row is not an id, a start, an end and classes"),
            ])
        #expect(notes.count == 1 && notes[0].hasPrefix("2 of 7 clips of 'set' cannot be used"))
        #expect(try corpus.read("eval_segments.csv").table.clips.count == 5)
    }

    @Test func classesAreFoldedIntoThoseAboveThem() throws {
        try writeFiles()
        #expect(corpus.fault("", DatasetChoices(level: 1)) as? DatasetFault == .noOntology(name: "set"))
        try writeOntology()
        // Names are those of the index where there is one.
        #expect(try corpus.read().table.classes.contains("Dog"))
        #expect(
            try corpus.read("", DatasetChoices(level: 1)).table.labels == [
                "Animal; Loud", "Nature", "Animal", "/m/none; Animal", "Animal",
            ])
        // Barking is below the loud and below the dog; its own level is the second.
        #expect(
            try corpus.read("", DatasetChoices(level: 2)).table.labels == [
                "Bark, loud; Pet", "Rain", "Pet", "/m/none; Pet", "Pet",
            ])
        #expect(
            try corpus.read("", DatasetChoices(level: 3)).table.labels == [
                "Bark, loud; Dog", "Rain", "Dog", "/m/none; Cat", "Cat",
            ])
        try corpus.write("[{", "ontology.json")
        #expect(
            corpus.fault("", DatasetChoices(level: 1))?.cause.hasPrefix("'set/ontology.json' does not read: bad JSON at byte")
                == true)
    }

    @Test func severalFilesOfOneSegmentAreNotGuessedAt() throws {
        try corpus.sound("Y--PJHxphWEs.wav", pitch: 1)
        try corpus.sound("twice_abcde_7.wav", pitch: 2)
        try corpus.sound("twice_abcde_8.wav", pitch: 3)
        let table = try corpus.read().table
        #expect(table.clips.count == 1)
        #expect(
            table.unreadable.contains {
                $0.path == "twice_abcde"
                    && $0.reason
                        == "several files are called so, and none after its start, 30 s: set/twice_abcde_7.wav, set/twice_abcde_8.wav"
            })
    }

    @Test func segmentsWithoutFilesAreListed() throws {
        let (table, notes) = try corpus.read()
        #expect(table.clips.isEmpty && table.classes.isEmpty && table.unreadable.count == 7)
        #expect(table.unreadable[0].path == "--PJHxphWEs" && table.unreadable[0].reason.hasPrefix("no file of it is here"))
        #expect(
            notes == [
                "none of the 6 clips that 'set' speaks of is here: the field 'unreadable' lists them; put their files into the folder, "
                    + "each called as its id, such as --PJHxphWEs.mp4"
            ])
        #expect(corpus.fault("", DatasetChoices(label: "x")) as? DatasetFault == .tableOptions(name: "set"))
    }
}
