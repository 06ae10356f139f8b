"""Names and versions of libraries, by the modules that are imported."""

from importlib.metadata import packages_distributions, version

from archreport.freshness.libraries import RENAMED, library_versions


def test_libraries_go_by_their_own_names():
    assert library_versions({"numpy", "PIL", "yaml"}) == {
        "numpy": version("numpy"),
        "pillow": version("pillow"),
        "PyYAML": version("PyYAML"),
    }


def test_the_standard_library_and_what_is_not_installed_have_none():
    assert library_versions({"json", "no_such_library"}) == {}


def test_a_library_of_another_name_is_found_without_being_listed():
    assert library_versions({"_pytest"}) == {"pytest": version("pytest")}


def test_the_listed_names_are_those_of_the_installed_libraries():
    by_module = packages_distributions()
    for module, library in RENAMED.items():
        if module in by_module:
            assert by_module[module] == [library]
