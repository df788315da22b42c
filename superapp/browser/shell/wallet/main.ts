// The islands of two pages of money that few visits need: the shell loads them when such a page is shown (data-script).
import '../pay_code.ts';
import '../split_form.ts';
